"""What must be true before an act, one module for each part of a case's life (办件前置条件).

A guard takes facts and returns nothing; what it refuses it raises, with the clause. Whether an
act is legal in a state at all is `states`; how long a clock runs is `deadlines`.
"""
