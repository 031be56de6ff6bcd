"""Which questions can be asked, and what a given viewer may see of the answer."""

from graph.codes import Lens
from queries.explorer import Explorer
from queries.forms import as_data
from queries.results import FamilyView, FindView, KnownView, View
from queries.viewer import Viewer, demonstration_viewer, viewer_words
from queries.viewer_file import load_viewer

__all__ = [
    "Explorer",
    "FamilyView",
    "FindView",
    "KnownView",
    "Lens",
    "View",
    "Viewer",
    "as_data",
    "demonstration_viewer",
    "load_viewer",
    "viewer_words",
]
