"""`grokvoice doctor`: probes that measure this machine, and a judgement of what they found."""
