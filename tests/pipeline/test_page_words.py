from pipeline.pages.words import text_weight, word_overlap, word_stems


def test_two_forms_of_a_word_are_one():
    assert word_overlap("Engineers find cracks", "An engineer has found a crack in the dam") > 0.3
    assert word_overlap("Fähre gesunken", "Die Fähren sind gesunken") == 1


def test_scripts_without_blanks_are_compared_by_pairs_of_signs():
    assert word_overlap("総統選挙", "台湾の総統選挙が始まった") == 1
    assert word_stems("選挙戦") == {"選挙", "挙戦"}


def test_a_sign_that_writes_a_word_weighs_more():
    assert text_weight("選挙") == 5
    assert text_weight("election") == 8
