"""The demo of Fucheng district: generated files that the platform's own loaders read (演示数据).

Only this package knows the printed table of February 2018; nobody imports it.
"""
