"""Editing a dataset on screen: ``show_editor`` in ``pages.kit.editor.show`` is the whole surface."""
