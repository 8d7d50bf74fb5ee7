"""The misconceptions about `class Value`, and the words that help."""

from ..task import Fault

CELLS = {
    "a-number-that-remembers": "what a Value has to remember about where it came from",
    "numbers-on-either-side": "how Python finds the method for 2 * a and for 2 - a",
    "local-slopes": "the slope that each operation contributes",
    "gradients-add-up": "why what comes back from several places is summed",
    "from-the-end": "in which order the nodes may send their gradient on",
    "backward-twice": "what a second call of backward may add",
    "long-chains": "why a walk through thousands of nodes keeps its own list",
}

NODES = (
    Fault(
        "grad_starts_none",
        "grad is None until backward has been called; it should be a number from the start.",
        "What do you add the first contribution to?",
        "Gradients are summed, and a sum begins at 0.0.",
        "a-number-that-remembers",
    ),
    Fault(
        "second_operand_forgotten",
        "Only the first operand receives a gradient; the second one gets none.",
        "Of how many numbers is a product made, and which of them would change it?",
        "Each input of an operation has a slope of its own, and each has to hear from the result.",
        "local-slopes",
    ),
    Fault(
        "same_operand_once",
        "Where both operands are the same Value, as in x * x, it receives its gradient only once.",
        "In how many places does x stand in x * x?",
        "Each place contributes its own slope. A dict of the operands keeps only one of two that are the same.",
        "gradients-add-up",
    ),
    Fault(
        "numbers_not_wrapped",
        "The other operand is taken for a Value even where it is a plain number.",
        "What does 2 have of all that your method asks of its other operand?",
        "A plain number has neither data nor grad; it needs to become a Value before the operation looks at it.",
        "numbers-on-either-side",
    ),
    Fault(
        "no_reflected",
        "A plain number on the left, as in 2 * a, is not understood by any operation.",
        "Whose method does Python ask first in 2 * a, and whom does it ask next?",
        "The number 2 does not know your class. Python then asks the right operand, under another method name.",
        "numbers-on-either-side",
    ),
    *(
        Fault(
            flag,
            f"A plain number on the left is not understood in {what}.",
            f"Whose method does Python ask in {code}, once the number on the left has declined?",
            "Python asks the right operand under another name, one for each operation.",
            "numbers-on-either-side",
        )
        for flag, what, code in (
            ("no_radd", "a sum", "2 + a"),
            ("no_rmul", "a product", "2 * a"),
            ("no_rsub", "a difference", "2 - a"),
            ("no_rdiv", "a quotient", "2 / a"),
        )
    ),
    Fault(
        "rsub_reversed",
        "2 - a comes out as a - 2.",
        "When Python calls the reflected method of a for 2 - a, which of the two is self?",
        "In a reflected method self is the right operand, and a difference depends on the order.",
        "numbers-on-either-side",
    ),
    Fault(
        "rdiv_reversed",
        "2 / a comes out as a / 2.",
        "When Python calls the reflected method of a for 2 / a, which of the two is self?",
        "In a reflected method self is the right operand, and a quotient depends on the order.",
        "numbers-on-either-side",
    ),
)

SLOPES = (
    Fault(
        "sum_like_product",
        "A sum hands its gradient on as if it were a product.",
        "By how much does a + b change when a grows by a little?",
        "A sum changes exactly as much as its operand does, whatever the other operand is.",
        "local-slopes",
    ),
    Fault(
        "product_like_sum",
        "A product hands its gradient on unchanged, as a sum does.",
        "By how much does a * b change when a grows by a little?",
        "How much a product changes depends on the factor that stays.",
        "local-slopes",
    ),
    Fault(
        "product_own_factor",
        "In a product each factor is given its own value as slope.",
        "If b is 100, how much does a * b change when a grows by 1?",
        "What matters for one factor is how large the factor beside it is.",
        "local-slopes",
    ),
    Fault(
        "difference_sign",
        "In a - b the gradient of b has the sign of that of a.",
        "Does a - b grow or shrink when b grows?",
        "What is subtracted pulls the result down, so its slope is negative.",
        "local-slopes",
    ),
    Fault(
        "quotient_sign",
        "In a / b the gradient of b has the wrong sign.",
        "Does 1 / b grow or shrink when b grows?",
        "A larger denominator makes a positive quotient smaller, so the slope is negative there.",
        "local-slopes",
    ),
    Fault(
        "quotient_no_square",
        "In a / b the gradient of b is divided by b, not by its square.",
        "What is the derivative of 1 / b with respect to b?",
        "A quotient is a product with a power of -1, and the power rule lowers the exponent by one.",
        "local-slopes",
    ),
    Fault(
        "quotient_no_numerator",
        "In a / b the gradient of b forgets the numerator.",
        "Does a / b change faster with b when a is 1 or when a is 100?",
        "The numerator multiplies the whole fraction, and so its slope.",
        "local-slopes",
    ),
    Fault(
        "quotient_like_product",
        "In a / b the gradient of a is multiplied by b where it should be divided.",
        "If b is 100, how much does a / b change when a grows by 1?",
        "The larger the denominator, the less the numerator matters.",
        "local-slopes",
    ),
    Fault(
        "power_keeps_exponent",
        "The slope of a power keeps the exponent: n times x to the n.",
        "What is the derivative of x squared at x = 3?",
        "Differentiating lowers the exponent by one.",
        "local-slopes",
    ),
    Fault(
        "power_forgets_n",
        "The slope of a power forgets the factor n.",
        "What is the derivative of x squared at x = 3?",
        "The exponent comes down as a factor.",
        "local-slopes",
    ),
    Fault(
        "power_precedence",
        "The slope of a power subtracts 1 from the whole product, not from the exponent.",
        "Which of the two does Python do first in x**n-1: the power or the subtraction?",
        "A power binds more tightly than a minus sign, so the exponent needs its brackets.",
        "local-slopes",
    ),
    Fault(
        "power_lowered_factor",
        "The slope of a power has the factor n - 1 in place of n.",
        "What is the derivative of x squared at x = 3?",
        "The exponent comes down as it was; only the one that stays is lowered.",
        "local-slopes",
    ),
    Fault(
        "power_always_square",
        "The slope of a power is always that of the square.",
        "Which exponents has your method been tried with?",
        "The rule holds for every exponent: 3, 0.5 and -2 as well.",
        "local-slopes",
    ),
    Fault(
        "power_like_exponential",
        "The slope of a power is that of an exponential: it has a logarithm in it.",
        "What varies in x ** n: the base or the exponent?",
        "Here the base is the variable and the exponent a fixed number.",
        "local-slopes",
    ),
    Fault(
        "power_whole_only",
        "Only whole exponents are accepted.",
        "Which exponent makes a square root?",
        "The power rule needs no whole numbers.",
        "local-slopes",
    ),
    Fault(
        "exp_uses_input",
        "The slope of exp is taken to be its input.",
        "How steep is the exponential function where its value is 1?",
        "The exponential function is as steep as it is high.",
        "local-slopes",
    ),
    Fault(
        "exp_power_rule",
        "exp is differentiated as if it were a power.",
        "What varies in exp: the base or the exponent?",
        "The power rule is for a variable base; here the variable is the exponent.",
        "local-slopes",
    ),
    Fault(
        "exp_slope_one",
        "exp hands its gradient on unchanged.",
        "Is the exponential function equally steep everywhere?",
        "The exponential function is as steep as it is high.",
        "local-slopes",
    ),
    Fault(
        "log_uses_output",
        "The slope of log is computed from its output, not from its input.",
        "What does the slope of the logarithm depend on: where you are, or how high you are?",
        "For exp the output is the handy thing to remember; for log it is the input.",
        "local-slopes",
    ),
    Fault(
        "log_not_inverted",
        "The slope of log is taken to be its input.",
        "Is the logarithm steeper near 0 or far away from it?",
        "The logarithm flattens as its input grows.",
        "local-slopes",
    ),
    *(
        Fault(
            flag,
            f"log is the logarithm to the base {base}.",
            "Which logarithm undoes your exp?",
            "In this course log is the natural one; another base brings a constant factor into every slope.",
            "local-slopes",
        )
        for flag, base in (("log_base_ten", "10"), ("log_base_two", "2"))
    ),
    Fault(
        "relu_open_at_zero",
        "The slope of the ReLU at exactly 0 is 1.",
        "On which of its two sides have you counted the kink at 0?",
        "At the kink any slope between 0 and 1 could be chosen; this course, like torch, takes 0.",
        "local-slopes",
    ),
    Fault(
        "relu_always_open",
        "The ReLU lets the gradient through everywhere, also where its input is negative.",
        "How much does the output of a ReLU change when an input of -3 grows by a little?",
        "Where the output stays at 0, nothing that happens to the input matters.",
        "local-slopes",
    ),
    Fault(
        "relu_slope_is_value",
        "The slope of the ReLU is taken to be its value.",
        "How steep is the ReLU at 3, and how steep at 300?",
        "Where it is open, the ReLU is a straight line.",
        "local-slopes",
    ),
    Fault(
        "relu_leaks",
        "The ReLU leaks: negative inputs pass with a factor of 0.01.",
        "What should relu answer for -3?",
        "That is the leaky ReLU, which comes later; this one is silent below 0.",
        "local-slopes",
    ),
    Fault(
        "relu_wrong_side",
        "The ReLU lets the gradient through where it is closed, and stops it where it is open.",
        "Where does a small change of the input reach the output?",
        "The gradient goes back the way that the value came.",
        "local-slopes",
    ),
)

WALKS = (
    Fault(
        "grad_overwritten",
        "A node's gradient is replaced by each contribution, where contributions should be summed.",
        "How many nodes send something back to a, and what is left of the first when the second arrives?",
        "A number that is used in several places influences the result through all of them.",
        "gradients-add-up",
    ),
    Fault(
        "second_call_overwrites",
        "Each call of backward replaces what was in grad; it should add to it.",
        "What should grad hold after two calls of backward?",
        "As in torch, gradients pile up until somebody sets them to 0: that is how several losses are combined.",
        "backward-twice",
    ),
    Fault(
        "gradients_stay_zero",
        "backward runs, and every gradient stays 0.",
        "With which gradient does your walk begin, at the end, and where is each one kept?",
        "Every gradient is a multiple of the first one, dy/dy; and what is computed has to be added to grad.",
        "from-the-end",
    ),
    Fault(
        "seed_is_data",
        "The walk back begins with the value of the output.",
        "By how much does y change when y changes by 1?",
        "The first gradient says how y changes with y, not how large y is.",
        "from-the-end",
    ),
    Fault(
        "output_left_out",
        "The output itself keeps a gradient of 0.",
        "What is the derivative of y with respect to y itself?",
        "The output is one of the nodes that lead to it.",
        "from-the-end",
    ),
    Fault(
        "leaves_only",
        "Only the Values at the start receive a gradient, those in between keep 0.",
        "What is in the grad of an intermediate result after backward?",
        "The task asks for every node that leads to the output: looking at those in between is half of the fun.",
        "a-number-that-remembers",
    ),
    Fault(
        "one_step_only",
        "The gradient goes back by one operation and stops there.",
        "Who passes the gradient on to the inputs of the inputs, and when?",
        "The chain rule is a chain: every node sends its gradient on, once it has received it. A walk that begins at "
        "the inputs comes too early for all but the last.",
        "from-the-end",
    ),
    Fault(
        "forgets_upstream",
        "Each operation hands on its own slope alone, without the gradient that came back to it.",
        "By how much does y change when the result of your operation changes by 1?",
        "The chain rule multiplies the slope of one step by the gradient that has come back so far.",
        "local-slopes",
    ),
    Fault(
        "forgets_slope",
        "Each operation hands the gradient on unchanged, without its own slope.",
        "Where in your walk back does it matter which operation a node was made by?",
        "The chain rule multiplies the gradient that has come back by the slope of each step.",
        "local-slopes",
    ),
    Fault(
        "depth_first",
        "A node sends its gradient on as soon as it is reached, before all of its gradient has arrived.",
        "How many nodes feed on c, and have all of them sent their share when c sends its own?",
        "What arrives later is never passed on. A node has to wait for every node that it feeds.",
        "from-the-end",
    ),
    Fault(
        "breadth_first",
        "The nodes are visited by their distance from the end, so one may send before all of its gradient has arrived.",
        "Two ways lead back to a node, one of them longer: over which does its last share come?",
        "A node has to wait for the longest way back, and the distance counts the shortest.",
        "from-the-end",
    ),
    *(
        Fault(
            flag,
            "A node that is reached again sends on all it has received, also what it has sent before.",
            "How often does a node with two ways back send its first share on?",
            "What was sent once must not be sent again: each node goes once, after all of its gradient has arrived.",
            "from-the-end",
        )
        for flag in ("visits_again", "visits_again_at_once")
    ),
    Fault(
        "path_by_path",
        "The gradients are right, but every way back is walked by itself, and their number doubles with each y + y.",
        "How many ways lead from the end to the start after 40 times y + y?",
        "If a node waits until all of its gradient has arrived, it needs to be visited only once.",
        "from-the-end",
    ),
    Fault(
        "kept_in_grad",
        "The walk back works on grad itself, so a second call sends on again what the first one left there.",
        "What is in the grad of an intermediate result when the second call of backward begins?",
        "The gradients of one call and the sum over all calls are two things and need two places.",
        "backward-twice",
    ),
    Fault(
        "kept_in_grad_seed_adds",
        "The walk back works on grad itself, and a second call begins with what the first one left at the output.",
        "What is in the grad of the output when the second call of backward begins?",
        "The gradients of one call and the sum over all calls are two things and need two places.",
        "backward-twice",
    ),
    Fault(
        "visited_for_ever",
        "A node that was visited by one call of backward is not visited by the next.",
        "Who tells the nodes that a new call of backward has begun?",
        "Having been visited belongs to one walk, not to the node.",
        "backward-twice",
    ),
    Fault(
        "recursion",
        "The walk calls itself for each node, and Python stops such calls after about a thousand.",
        "How many calls are open at once when your walk reaches the start of a chain of 5,000 nodes?",
        "Python counts calls within calls; a list of what is still to be done has no such limit.",
        "long-chains",
    ),
)

FAULTS = NODES + SLOPES + WALKS
