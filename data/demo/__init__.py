"""The demo programme: Lakeside moves 20,000 customers to Meridian in eight waves, told week by week, from a seed.

What is planted in it is written in ``truth.json`` and nowhere else, so that the product can be asked whether it finds
it. ``load_demo`` fills an empty store; ``weekly_counts`` gives quiet programmes for studies of false alarms.
"""

from data.demo.counts import redrawn, weekly_counts
from data.demo.loading import DemoReceipt, load_demo
from data.demo.plan import SEED
from data.demo.truth import Effect, Truth, load_truth

__all__ = ["SEED", "DemoReceipt", "Effect", "Truth", "load_demo", "load_truth", "redrawn", "weekly_counts"]
