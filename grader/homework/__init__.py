"""One learner's way out of the house: what is handed in, how two results differ, a release, a signed receipt.

Nothing here grades, and nothing of a learner's file is imported or run: files are bytes, results are plain data.
"""

from grader.homework.compare import Comparison, compare
from grader.homework.pack import Packed, pack
from grader.homework.read import read_manifest, read_result
from grader.homework.write import see_writable, write

__all__ = ["Comparison", "Packed", "compare", "pack", "read_manifest", "read_result", "see_writable", "write"]
