"""A game as one HTML file that needs nothing else: text, inline pictures, tables, and the run file itself."""

from ui.debrief.document import document

__all__ = ["document"]
