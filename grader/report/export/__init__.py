"""A class in a format that others read: one text for sheets and the document, else a folder with a file a student."""

from grader.report.export.document import document
from grader.report.export.folder import FOLDERS, folder
from grader.report.export.sheet import TEMPLATES, fill, notes, sheet

__all__ = ["FOLDERS", "TEMPLATES", "document", "fill", "folder", "notes", "sheet"]
