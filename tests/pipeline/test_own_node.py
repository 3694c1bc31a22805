from pipeline.pages.own_node import own_articles

PAGE = "https://news.example/dam"
OWN = {"headline": "Engineers find new cracks in Ardle dam wall", "url": PAGE}
OTHER = {"headline": "Ferry sinks off Kell Island", "url": "https://news.example/ferry"}


def test_the_node_with_the_pages_address_is_its_own():
    assert own_articles([OTHER, OWN], "https://www.news.example/dam/", []) == [OWN]


def test_a_node_without_an_address_is_told_by_its_headline():
    own, other = ({"headline": node["headline"]} for node in (OWN, OTHER))
    assert own_articles([other, own], PAGE, ["New cracks found in Ardle dam wall"]) == [own]


def test_a_node_that_says_nothing_is_the_pages_where_it_is_alone():
    assert own_articles([{"articleBody": "x"}], PAGE, ["A title"]) == [{"articleBody": "x"}]
    assert own_articles([{"articleBody": "x"}, {"articleBody": "y"}], PAGE, ["A title"]) == []
