"""The demo programme: Lakeside moves 20,000 customers to Meridian in eight waves, told week by week, from a seed.

What is planted in it is written in ``truth.json`` and nowhere else, so that the product can be asked whether it finds it.
"""
