#include "support/fill_spec.hpp"
#include "support/sha256.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace quince {
namespace {

std::string sha256OfText(std::string_view text) {
    return test::sha256(std::as_bytes(std::span(text)));
}

// The examples of FIPS 180-4, and the lengths around the padding's border.
TEST(Sha256, GivesThePublishedDigests) {
    EXPECT_EQ(sha256OfText(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256OfText("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256OfText("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256OfText(std::string(1'000'000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/// A tensor that the plain conversion leaves alone has the very values it was given.
TEST(FillSpec, GivesTheValuesOfTheGoldens) {
    for (const char* name : {"qwen3", "mixtral", "gemma2", "llama", "llama__bitnet"}) {
        const auto expected =
            test::golden("expected", name).at("variants").at("plain").at("tensors");
        int compared = 0;
        const auto spec = test::golden("specs", name);
        for (const auto& row : spec.at("tensors")) {
            const auto tensor = expected.find(row.at(0).get<std::string>());
            if (tensor == expected.end() || tensor->at("dtype") != row.at(1) ||
                tensor->at("shape") != row.at(2)) {
                continue;
            }
            const auto values =
                test::specValues(row.at(0), *dtypeFromName(row.at(1).get<std::string>()),
                                 elementCount(row.at(2).get<Shape>()), 1);
            if (test::sha256(values) == tensor->at("sha256")) {
                ++compared;
            }
        }
        EXPECT_GE(compared, 5) << name;
    }
}

TEST(FillSpec, WritesACheckpointThatReadsBack) {
    const test::TempFolder folder;
    const auto spec = test::golden("specs", "qwen3");

    test::fillSpec(spec, folder.path());

    const auto reader = SafetensorsReader::open(folder / "model.safetensors");
    ASSERT_TRUE(reader.ok()) << reader.error().message;
    EXPECT_EQ(reader->header().tensors.size(), spec.at("tensors").size());
    EXPECT_EQ(reader->header().metadata.at("format"), "pt");
}

}  // namespace
}  // namespace quince
