"""The tables and triggers that the GeoPackage standard prescribes (OGC 12-128r18, annexes C, D and F.3)."""

from typing import Final

_WGS84: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],'
    'AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)

# 0x47504B47 is "GPKG", 10300 is version 1.3
CORE: Final = f"""
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, '{_WGS84}',
   'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"""  # noqa: S608

INDEX: Final = "CREATE VIRTUAL TABLE rtree_{table}_geom USING rtree(id, minx, maxx, miny, maxy)"
EXTENSION: Final = (
    "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', "
    "'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')"
)
_BOX: Final = "ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)"
_FULL: Final = "(NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))"
_NONE: Final = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"

# they keep the index right when a GIS edits the layer; GeoPackage readers bring the ST_ functions
TRIGGERS: Final = f"""
CREATE TRIGGER rtree_{{table}}_geom_insert AFTER INSERT ON {{table}} WHEN {_FULL}
BEGIN INSERT OR REPLACE INTO rtree_{{table}}_geom VALUES (NEW.fid, {_BOX}); END;
CREATE TRIGGER rtree_{{table}}_geom_update1 AFTER UPDATE OF geom ON {{table}}
WHEN OLD.fid = NEW.fid AND {_FULL}
BEGIN INSERT OR REPLACE INTO rtree_{{table}}_geom VALUES (NEW.fid, {_BOX}); END;
CREATE TRIGGER rtree_{{table}}_geom_update2 AFTER UPDATE OF geom ON {{table}}
WHEN OLD.fid = NEW.fid AND {_NONE}
BEGIN DELETE FROM rtree_{{table}}_geom WHERE id = OLD.fid; END;
CREATE TRIGGER rtree_{{table}}_geom_update3 AFTER UPDATE ON {{table}}
WHEN OLD.fid != NEW.fid AND {_FULL}
BEGIN DELETE FROM rtree_{{table}}_geom WHERE id = OLD.fid;
INSERT OR REPLACE INTO rtree_{{table}}_geom VALUES (NEW.fid, {_BOX}); END;
CREATE TRIGGER rtree_{{table}}_geom_update4 AFTER UPDATE ON {{table}}
WHEN OLD.fid != NEW.fid AND {_NONE}
BEGIN DELETE FROM rtree_{{table}}_geom WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER rtree_{{table}}_geom_delete AFTER DELETE ON {{table}} WHEN OLD.geom NOT NULL
BEGIN DELETE FROM rtree_{{table}}_geom WHERE id = OLD.fid; END;
"""  # noqa: S608
