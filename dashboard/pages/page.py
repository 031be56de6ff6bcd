"""What a page is: which addresses it answers, and what it shows for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dash.development.base_component import Component

from dashboard.door import Door


@dataclass(frozen=True)
class Shown:
    """A page as shown. title: of the browser's tab; status: what is read out when it has come."""

    title: str
    content: Component
    status: str


@dataclass(frozen=True)
class Page:
    """One page. path: the whole path that it answers, with named groups; show: from the door, the groups
    of the path and the parameters of the address to what is seen. `show` may raise a KinscopeError."""

    path: re.Pattern[str]
    show: Callable[[Door, Mapping[str, str], Mapping[str, str]], Shown]
