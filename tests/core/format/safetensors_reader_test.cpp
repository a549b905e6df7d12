#include "header_file.hpp"
#include "support/temp_folder.hpp"

#include <quince/safetensors.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace quince {
namespace {

const std::string content =
    test::fileWith(R"({"b":{"dtype":"U8","shape":[3],"data_offsets":[2,5]},)"
                   R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})") +
    "ABCDE";

std::string textOf(const std::vector<std::byte>& bytes) {
    std::string text;
    for (const std::byte byte : bytes) {
        text += static_cast<char>(byte);
    }
    return text;
}

TEST(SafetensorsReader, ReadsATensorByName) {
    const test::TempFolder folder;
    const auto reader = SafetensorsReader::open(folder.write("x.safetensors", content));
    ASSERT_TRUE(reader.ok()) << reader.error().message;

    const auto values = reader->readTensor("b");

    ASSERT_TRUE(values.ok());
    EXPECT_EQ(textOf(*values), "CDE");
    EXPECT_EQ(reader->find("a")->bytes(), 2U);
    EXPECT_EQ(reader->find("c"), nullptr);
    EXPECT_EQ(reader->readTensor("c").error().message, "x.safetensors has no tensor 'c'");
}

TEST(SafetensorsReader, SurvivesBeingMoved) {
    const test::TempFolder folder;
    SafetensorsReader first = *SafetensorsReader::open(folder.write("x.safetensors", content));

    const SafetensorsReader second = std::move(first);

    EXPECT_EQ(textOf(*second.readTensor("a")), "AB");
}

TEST(SafetensorsReader, AFileThatShrankIsAnError) {
    const test::TempFolder folder;
    const auto path = folder.write("x.safetensors", content);
    const auto reader = SafetensorsReader::open(path);
    std::filesystem::resize_file(path, content.size() - 2);

    const auto values = reader->readTensor("b");

    ASSERT_FALSE(values.ok());
    EXPECT_EQ(values.error().code, ErrorCode::io);
    EXPECT_EQ(values.error().message.rfind("tensor 'b': x.safetensors ends at byte ", 0), 0U)
        << values.error().message;
}

TEST(SafetensorsReader, ReadsThroughASymbolicLink) {
    const test::TempFolder folder;
    folder.write("blobs/1234", content);
    std::filesystem::create_symlink("blobs/1234", folder / "x.safetensors");

    const auto reader = SafetensorsReader::open(folder / "x.safetensors");

    EXPECT_TRUE(reader.ok()) << reader.error().message;
}

}  // namespace
}  // namespace quince
