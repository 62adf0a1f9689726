"""Constraints that hold for a whole save, not for each line of it.

A save may end one head's membership and make another the head, in whatever order the lines come.
"""

DONE = "socreg_check_when_done"
# The second half lets the next save of the same transaction begin with rules deferred again.
CHECK_NOW = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


def check_when_done(env):
    """Have deferred constraints checked when all of this request is written, before it commits.

    Left to the commit itself, a refusal would come too late to be told in words.
    """
    data = env.cr.precommit.data
    if not data.get(DONE):
        data[DONE] = True
        env.cr.precommit.add(lambda: check_now(env))


def check_now(env):
    """Check deferred constraints by what is written so far."""
    env.cr.execute(CHECK_NOW)
