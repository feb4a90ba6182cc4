"""Screens: one script per page; what pages share is in :mod:`pages.kit`."""
