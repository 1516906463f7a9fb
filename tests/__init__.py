"""Mirrors the four folders; plus e2e (real models), browser, bench (measurements, not tests)."""
