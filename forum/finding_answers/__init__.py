"""From a question to its answer: nothing that is unanswered is lost, people who may know are asked, and whoever asked is reminded to choose."""
