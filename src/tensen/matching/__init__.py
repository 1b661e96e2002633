"""Which node, carrier or sector a spelling means: ids, aliases, crosswalks, codes and a person's decisions."""
