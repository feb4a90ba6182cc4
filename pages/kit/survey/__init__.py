"""The parts of the satisfaction page: its controls, its charts, the answers behind them."""
