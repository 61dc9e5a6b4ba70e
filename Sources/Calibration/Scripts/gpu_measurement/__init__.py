"""The parts of measure_gpu.py: what is measured (grid), how (timing, operators, power), and where it is kept (files)."""
