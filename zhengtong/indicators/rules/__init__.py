"""Rules of the indicators: groups that a target covers, and when it is in force."""
