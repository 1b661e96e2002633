"""Templates: workbooks and folders to fill in, made from the declarations."""

from tensen.workspace.templates.make import template

__all__ = ["template"]
