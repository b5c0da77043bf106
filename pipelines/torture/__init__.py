"""Fault runs: the program is killed, starved, hurried and fed wrongly, and what it promises is measured."""
