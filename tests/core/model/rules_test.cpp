#include "core/model/architecture_fixture.hpp"

namespace quince::test {
namespace {

using testing::HasSubstr;

using Rules = ArchitectureTest;

TEST_F(Rules, StacksExpertsWithWhateverTheyHave) {
    architecture("pear", R"({"model_types": ["pear"],
        "rules": [{"op": "stack", "for": {"l": "layers", "p": {"w1": "gate", "w2": "down"}},
                   "from": "l.{l}.e.{e}.{p}", "to": "l.{l}.{p.to}", "over": {"e": "experts"}}],
        "modules": [{"each": "l", "in": "layers", "under": "l.{l}", "modules": [
            {"switch_linear": "gate", "shape": ["experts", 4, "size"]},
            {"switch_linear": "down", "shape": ["experts", "size", 4]}]}]})");
    Json tensors = Json::array();
    for (int e = 0; e < 3; ++e) {
        const std::string at = "l.0.e." + std::to_string(e);
        tensors.push_back({at + ".w1.weight", "BF16", {4, 8}});
        tensors.push_back({at + ".w2.weight", "BF16", {8, 4}});
    }

    const auto found = open(tensors, {{"layers", 1}, {"experts", 3}});
    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found),
                testing::ElementsAre("l.0.gate.weight[3, 4, 8]", "l.0.down.weight[3, 8, 4]"));

    tensors.erase(tensors.size() - 2);
    EXPECT_THAT(errorsOf(*open(tensors, {{"layers", 1}, {"experts", 3}})),
                HasSubstr("l.0.e.2.w1.weight is missing"));
}

TEST_F(Rules, RenamesDropsAndPrefixes) {
    architecture("pear", R"({"model_types": ["pear"],
        "rules": [{"op": "drop", "top": "vision"}, {"op": "drop", "contains": ["inv_freq", "mtp."]},
                  {"op": "drop_layers", "prefix": "h.", "from": "layers"},
                  {"op": "rename", "from": "h.", "to": "layers.", "mode": "prefix"},
                  {"op": "rename", "from": ".w", "to": ".weight", "mode": "suffix"},
                  {"op": "add_prefix", "prefix": "model."}],
        "modules": [{"each": "l", "in": "layers", "under": "model.layers.{l}", "modules": [
            {"norm": "norm", "shape": ["size"]}]}]})");

    const auto found = open({{"vision.h.0", "BF16", {2}},
                             {"h.0.norm.w", "BF16", {8}},
                             {"h.1.norm.w", "BF16", {8}},
                             {"h.10.norm.w", "BF16", {8}},
                             {"h.0.inv_freq", "F32", {2}},
                             {"mtp.x", "BF16", {2}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found), testing::ElementsAre("model.layers.0.norm.weight[8]",
                                                      "model.layers.1.norm.weight[8]"));
    EXPECT_EQ(found->blueprint.droppedBytes, 4U + 16U + 8U + 4U);
}

TEST_F(Rules, RefusesARenameOntoAnotherTensor) {
    architecture("pear", R"({"model_types": ["pear"], "modules": [],
        "rules": [{"op": "rename", "from": "a", "to": "b", "mode": "exact"}]})");

    EXPECT_THAT(errorsOf(*open({{"a", "BF16", {2}}, {"b", "BF16", {2}}})),
                HasSubstr("a would become b, which the checkpoint has already"));
}

TEST_F(Rules, SplitsTransposesAndReshapes) {
    architecture("pear", R"({"model_types": ["pear"],
        "rules": [{"op": "split", "from": "qkv", "axis": 0, "sizes": ["size", 4, 4],
                   "to": ["q", "k", "v"]},
                  {"op": "transpose", "suffix": "conv", "perm": [0, 2, 1]},
                  {"op": "deinterleave", "from": "both", "axis": -2, "to": ["even", "odd"]},
                  {"op": "split_each", "from": "list", "to": "item.{i}", "parts": 2},
                  {"op": "reshape", "from": "flat", "shape": [2, 3]},
                  {"op": "copy", "from": "q", "to": "again"}],
        "modules": [{"array": "q", "shape": [8, 2]}, {"array": "k", "shape": [4, 2]},
                    {"array": "v", "shape": [4, 2]}, {"array": "conv", "shape": [4, 3, 1]},
                    {"array": "even", "shape": [2, 2]}, {"array": "odd", "shape": [2, 2]},
                    {"array": "item.0", "shape": [1, 5]}, {"array": "item.1", "shape": [1, 5]},
                    {"array": "flat", "shape": [2, 3]}, {"array": "again", "shape": [8, 2]}]})");

    const auto found = open({{"qkv", "BF16", {16, 2}},
                             {"conv", "BF16", {4, 1, 3}},
                             {"both", "BF16", {4, 2}},
                             {"list", "BF16", {2, 5}},
                             {"flat", "BF16", {6}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_EQ(found->blueprint.tensors.size(), 10U);
    EXPECT_EQ(found->blueprint.tensors[1].view.pieces[0].offset, 16U);
    EXPECT_EQ(found->blueprint.tensors[5].view.pieces[0].offset, 2U);
}

TEST_F(Rules, AppliesAnotherFileUnderAPrefixWithItsOwnConfig) {
    architecture("inner", R"({"model_types": ["inner"],
        "rules": [{"op": "drop", "contains": "junk"}],
        "modules": [{"linear": "head", "shape": ["size", "size"]}],
        "cache": [{"per_token": "size"}]})");
    architecture("pear", R"({"model_types": ["pear"],
        "config": [{"set": "text_config.size", "to": 16, "if": "text_config.size == null"}],
        "rules": [{"op": "within", "prefix": "language_model", "config": "text_config",
                   "architecture": "text_config.model_type"}],
        "modules": [{"within": "language_model", "config": "text_config",
                     "architecture": "text_config.model_type"}]})");

    const auto found = open(
        {{"language_model.head.weight", "BF16", {16, 16}}, {"language_model.junk", "BF16", {2}}},
        {{"text_config", {{"model_type", "inner"}}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found), testing::ElementsAre("language_model.head.weight[16, 16]"));
    EXPECT_EQ(found->blueprint.cache[0].elementsPerToken, 16U);
    EXPECT_THAT(makePlan(found, {}).configJson, HasSubstr("\"size\": 16"));
}

TEST_F(Rules, AnInnerArchitectureMayBeAFileThatIsNoModelType) {
    architecture("core", R"({"model_types": [],
        "modules": [{"linear": "head", "shape": ["size", "size"]}]})");
    architecture("pear", R"({"model_types": ["pear"], "modules": [
        {"within": "inner", "architecture": "'core'"}]})");

    EXPECT_EQ(errorsOf(*open({{"inner.head.weight", "BF16", {8, 8}}})), "");
    EXPECT_FALSE(m_library->knows("core"));
}

TEST_F(Rules, MovesAConfigKeyByUnsettingTheOldOne) {
    architecture("pear", R"({"model_types": ["pear"], "modules": [],
        "config": [{"set": "rope.type", "to": "rope.kind", "unset": "rope.kind",
                    "if": "'kind' in rope"}]})");

    const auto found = open(Json::array(), {{"rope", {{"kind", "yarn"}, {"factor", 2}}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_EQ(Json::parse(makePlan(found, {}).configJson)["rope"],
              (Json{{"factor", 2}, {"type", "yarn"}}));
}

TEST_F(Rules, SaysThatAnInnerArchitectureIsUnknown) {
    architecture("pear", R"({"model_types": ["pear"], "modules": [
        {"within": "x", "architecture": "'nothing'"}]})");

    EXPECT_THAT(errorsOf(*open({{"x.a", "BF16", {2}}})), HasSubstr("\"nothing\""));
}

TEST_F(Rules, KeepsOnlyWhatMatches) {
    architecture("pear", R"({"model_types": ["pear"],
        "rules": [{"op": "keep", "prefix": ["a.", "b."]},
                  {"op": "rename", "mode": "prefix", "pairs": [["a.", "x."], ["b.", "a."]]}],
        "modules": [{"norm": "x", "shape": ["size"]}, {"norm": "a", "shape": ["size"]}]})");

    const auto found =
        open({{"a.weight", "BF16", {8}}, {"b.weight", "BF16", {8}}, {"c.weight", "BF16", {8}}});

    EXPECT_EQ(errorsOf(*found), "");
    EXPECT_THAT(namesOf(*found), testing::ElementsAre("x.weight[8]", "a.weight[8]"));
    EXPECT_EQ(found->blueprint.droppedBytes, 16U);
}

}  // namespace
}  // namespace quince::test
