from grokvoice.simulator.brain.memory import Remembered
from grokvoice.simulator.mind.recall import Fact, facts_in, recall


def user(text: str) -> Remembered:
    return Remembered(role="user", text=text)


def assistant(text: str) -> Remembered:
    return Remembered(role="assistant", text=text)


def test_what_was_stated_is_known() -> None:
    memory = [user("My name is Alice and my favorite color is teal."), user("The sky is blue")]

    assert facts_in(memory) == {
        "name": Fact("your", "name", "Alice"),
        "favorite color": Fact("your", "favorite color", "teal"),
        "sky": Fact("the", "sky", "blue"),
    }


def test_the_latest_value_counts() -> None:
    memory = [user("The code word is cobalt."), user("Now the code word is crimson.")]

    assert [fact.value for fact in facts_in(memory).values()][-1] == "crimson"


def test_questions_pronouns_and_other_roles_state_nothing() -> None:
    memory = [
        user("The code word is what?"),
        user("What is the code word"),
        user("It is late. You are kind. Your name is Bob."),
        Remembered(role="system", text="The password is secret."),
    ]

    assert facts_in(memory) == {}


def test_what_the_assistant_said_of_the_user_is_about_the_user() -> None:
    assert facts_in([assistant("Your name is Alice.")]) == {"name": Fact("your", "name", "Alice")}


def test_several_facts_are_recalled_in_one_answer() -> None:
    memory = [user("My name is Alice and my favorite color is teal.")]

    answer = recall("What is my name and favorite color?", memory)

    assert answer == "Your name is Alice and your favorite color is teal."


def test_a_fact_is_found_in_a_replayed_answer() -> None:
    memory = [assistant("Got it—code word is cobalt.")]

    answer = recall("What code word did I ask you to remember?", memory)

    assert answer == "The code word is cobalt."


def test_a_misheard_request_to_remember_is_understood() -> None:
    memory = [user("remembered the code word is cobalt")]

    assert recall("what is the code word", memory) == "The code word is cobalt."


def test_what_was_never_told_is_admitted() -> None:
    assert recall("What is my name?", []) == "You have not told me."


def test_other_questions_and_statements_are_left_to_others() -> None:
    memory = [user("The code word is cobalt.")]

    assert [recall(text, memory) for text in ("What is the time?", "the code word")] == [None] * 2
