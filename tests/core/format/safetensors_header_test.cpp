#include "header_file.hpp"
#include "support/temp_folder.hpp"

#include <quince/safetensors.hpp>

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace quince {
namespace {

using test::fileWith;
using test::lengthText;

Result<SafetensorsHeader> read(const std::string& content) {
    const test::TempFolder folder;
    return readSafetensorsHeader(folder.write("x.safetensors", content), 7);
}

TEST(SafetensorsHeader, GivesTensorsInOrderOfTheirBytes) {
    const std::string json = R"({"b":{"dtype":"BF16","shape":[2,1],"data_offsets":[8,12]},)"
                             R"("__metadata__":{"format":"pt"},)"
                             R"("a":{"data_offsets":[0,8],"shape":[2],"dtype":"F32"}}   )";

    const auto header = read(fileWith(json, 12));

    ASSERT_TRUE(header.ok()) << header.error().message;
    ASSERT_EQ(header->tensors.size(), 2U);
    const TensorInfo& second = header->tensors[1];
    EXPECT_EQ(header->tensors[0].name, "a");
    EXPECT_EQ(second.name, "b");
    EXPECT_EQ(second.dtype, DType::bf16);
    EXPECT_EQ(second.shape, (Shape{2, 1}));
    EXPECT_EQ(second.shard, 7U);
    EXPECT_EQ(second.begin, 8 + json.size() + 8);
    EXPECT_EQ(second.bytes(), 4U);
    EXPECT_EQ(header->metadata.at("format"), "pt");
    EXPECT_EQ(header->fileBytes, 8 + json.size() + 12);
}

TEST(SafetensorsHeader, ScalarsAndEmptyTensorsAreLegal) {
    const auto header =
        read(fileWith(R"({"empty":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]},)"
                      R"("scalar":{"dtype":"F32","shape":[],"data_offsets":[0,4]},)"
                      R"("first":{"dtype":"I64","shape":[0],"data_offsets":[0,0]}})",
                      4));

    ASSERT_TRUE(header.ok()) << header.error().message;
    EXPECT_EQ(header->tensors[0].name, "first");
    EXPECT_EQ(header->tensors[1].name, "scalar");
    EXPECT_EQ(header->tensors[2].name, "empty");
    EXPECT_EQ(elementCount(header->tensors[1].shape), 1U);
    EXPECT_EQ(elementCount(header->tensors[2].shape), 0U);
}

TEST(SafetensorsHeader, AFileWithoutTensorsIsLegal) {
    const auto header = read(fileWith("{}"));

    ASSERT_TRUE(header.ok()) << header.error().message;
    EXPECT_TRUE(header->tensors.empty());
}

TEST(SafetensorsHeader, SmallTypesAreCountedInBits) {
    const auto header =
        read(fileWith(R"({"four":{"dtype":"F4","shape":[3,2],"data_offsets":[0,3]},)"
                      R"("six":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[3,6]}})",
                      6));

    EXPECT_TRUE(header.ok()) << header.error().message;
}

TEST(SafetensorsHeader, NamesMayHoldAnyText) {
    const auto header =
        read(fileWith(R"({"\u00e9 \"x\"\n":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1));

    ASSERT_TRUE(header.ok()) << header.error().message;
    EXPECT_EQ(header->tensors[0].name, "\xC3\xA9 \"x\"\n");
}

TEST(SafetensorsHeader, AMissingFileIsNotFound) {
    const test::TempFolder folder;

    const auto header = readSafetensorsHeader(folder / "x.safetensors");

    ASSERT_FALSE(header.ok());
    EXPECT_EQ(header.error().code, ErrorCode::notFound);
}

TEST(SafetensorsHeader, DeepNestingIsRefusedAtOnce) {
    const std::string deep(5'000'000, '[');

    const auto header = read(fileWith("{\"a\":" + deep));

    ASSERT_FALSE(header.ok());
    EXPECT_EQ(header.error().message, "x.safetensors: 'a' is a list instead of an object");
}

TEST(SafetensorsHeader, EveryTruncationIsRefused) {
    const std::string whole =
        fileWith(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8);

    for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
        EXPECT_FALSE(read(whole.substr(0, bytes)).ok()) << bytes;
    }
    EXPECT_FALSE(read(whole + "x").ok());
}

struct Malformed {
    std::string what;
    std::string content;
    std::string sentence;  ///< after "x.safetensors: "
};

std::ostream& operator<<(std::ostream& out, const Malformed& row) {
    return out << row.what;
}

class MalformedHeader : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedHeader, IsRefusedWithItsSentence) {
    const auto header = read(GetParam().content);

    ASSERT_FALSE(header.ok());
    EXPECT_EQ(header.error().code, ErrorCode::malformed);
    EXPECT_EQ(header.error().message, "x.safetensors: " + GetParam().sentence);
    EXPECT_EQ(header.error().path.filename(), "x.safetensors");
}

std::string one(const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return R"({"a":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets +
           "}}";
}

std::string two(const std::string& first, const std::string& second) {
    return R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)" + first +
           R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + second + "}}";
}

INSTANTIATE_TEST_SUITE_P(
    Length, MalformedHeader,
    testing::Values(
        Malformed{"Nothing", "", "it has 0 bytes, too few for a safetensors file"},
        Malformed{"SevenBytes", "1234567", "it has 7 bytes, too few for a safetensors file"},
        Malformed{"Zero", lengthText(0), "the header is empty"},
        Malformed{"OneByteTooLong", lengthText(3) + "{}",
                  "the header would have 3 bytes, but the file has only 10"},
        Malformed{"AtTheLimit", lengthText(100'000'000),
                  "the header would have 100000000 bytes, but the file has only 8"},
        Malformed{"OverTheLimit", lengthText(100'000'001),
                  "the header would have 100000001 bytes; at most 100000000 are allowed"},
        Malformed{"AllOnes", lengthText(~std::uint64_t{0}),
                  "the header would have 18446744073709551615 bytes; at most 100000000 are "
                  "allowed"}),
    [](const auto& test) { return test.param.what; });

INSTANTIATE_TEST_SUITE_P(
    Json, MalformedHeader,
    testing::Values(
        Malformed{"List", fileWith("[]"), "the header is a list instead of an object"},
        Malformed{"Number", fileWith("1"), "the header is the number 1 instead of an object"},
        Malformed{"CutOff", fileWith("{\"a\":"),
                  "the header is not valid JSON at byte 6 of its text"},
        Malformed{"TextAfterIt", fileWith("{} x"),
                  "the header is not valid JSON at byte 4 of its text"},
        Malformed{"BadUtf8", fileWith("{\"\xFF\":1}"),
                  "the header is not valid JSON at byte 3 of its text"},
        Malformed{"TensorIsNull", fileWith(R"({"a":null})"), "'a' is null instead of an object"},
        Malformed{"MetadataIsText", fileWith(R"({"__metadata__":"x"})"),
                  "'__metadata__' is a string instead of an object"},
        Malformed{"MetadataValueIsNumber", fileWith(R"({"__metadata__":{"a":1}})"),
                  "__metadata__ 'a' is the number 1 instead of a string"},
        Malformed{"MetadataKeyTwice", fileWith(R"({"__metadata__":{"a":"1","a":"2"}})"),
                  "__metadata__ has the key 'a' twice"},
        Malformed{"MetadataTwice", fileWith(R"({"__metadata__":{},"__metadata__":{}})"),
                  "__metadata__ stands there twice"},
        Malformed{"UnknownField", fileWith(R"({"a":{"strides":[1]}})"),
                  "tensor 'a' has the unknown field 'strides'"},
        Malformed{"FieldTwice", fileWith(R"({"a":{"dtype":"U8","dtype":"I8"}})"),
                  "tensor 'a' has the field 'dtype' twice"},
        Malformed{"FieldMissing", fileWith(R"({"a":{"dtype":"U8","shape":[]}})"),
                  "tensor 'a' lacks dtype, shape or data_offsets"},
        Malformed{"NameTwice",
                  fileWith(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                           R"("a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})",
                           2),
                  "tensor 'a' stands there twice"}),
    [](const auto& test) { return test.param.what; });

INSTANTIATE_TEST_SUITE_P(
    Tensor, MalformedHeader,
    testing::Values(
        Malformed{"UnknownType", fileWith(one(R"("F128")", "[1]", "[0,16]"), 16),
                  "tensor 'a' has the unknown dtype 'F128'"},
        Malformed{"TypeIsNumber", fileWith(one("1", "[1]", "[0,1]"), 1),
                  "tensor 'a' has the number 1 as its dtype"},
        Malformed{"ShapeIsNumber", fileWith(one(R"("U8")", "1", "[0,1]"), 1),
                  "tensor 'a' has the number 1 as its shape"},
        Malformed{"NegativeDimension", fileWith(one(R"("U8")", "[-1]", "[0,1]"), 1),
                  "tensor 'a' has the number -1 in its shape"},
        Malformed{"FractionalDimension", fileWith(one(R"("U8")", "[1.0]", "[0,1]"), 1),
                  "tensor 'a' has the number 1.0 in its shape"},
        Malformed{"HugeDimension", fileWith(one(R"("U8")", "[9223372036854775808]", "[0,1]"), 1),
                  "tensor 'a' has the number 9223372036854775808 in its shape"},
        Malformed{"NestedShape", fileWith(one(R"("U8")", "[[1]]", "[0,1]"), 1),
                  "tensor 'a' has a list in its shape"},
        Malformed{"ProductOverflow", fileWith(one(R"("U8")", "[4294967296,4294967296]", "[0,0]")),
                  "tensor 'a', U8 [4294967296, 4294967296]: too large, or not a whole number of "
                  "bytes"},
        Malformed{"ProductTimesBitsOverflow",
                  fileWith(one(R"("F64")", "[288230376151711744]", "[0,0]")),
                  "tensor 'a', F64 [288230376151711744]: too large, or not a whole number of "
                  "bytes"},
        Malformed{"HalfAByte", fileWith(one(R"("F4")", "[3]", "[0,2]"), 2),
                  "tensor 'a', F4 [3]: too large, or not a whole number of bytes"},
        Malformed{"SizeDiffers", fileWith(one(R"("BF16")", "[2,3]", "[0,11]"), 11),
                  "tensor 'a', BF16 [2, 3], needs 12 bytes but has 11"},
        Malformed{"OneOffset", fileWith(one(R"("U8")", "[1]", "[0]"), 1),
                  "tensor 'a' has 1 data_offsets instead of 2"},
        Malformed{"ThreeOffsets", fileWith(one(R"("U8")", "[1]", "[0,1,2]"), 1),
                  "tensor 'a' has 3 data_offsets instead of 2"},
        Malformed{"NegativeOffset", fileWith(one(R"("U8")", "[1]", "[-1,0]"), 1),
                  "tensor 'a' has the number -1 in its data_offsets"},
        Malformed{"OffsetTooLargeForAnyNumber",
                  fileWith(one(R"("U8")", "[1]", "[0,18446744073709551616]"), 1),
                  "tensor 'a' has the number 18446744073709551616 in its data_offsets"},
        Malformed{"OffsetsReversed", fileWith(one(R"("U8")", "[1]", "[1,0]"), 1),
                  "tensor 'a' begins at byte 1 and ends at 0"}),
    [](const auto& test) { return test.param.what; });

INSTANTIATE_TEST_SUITE_P(
    Cover, MalformedHeader,
    testing::Values(
        Malformed{"Overlap", fileWith(two("[0,4]", "[3,7]"), 7),
                  "tensors 'a' and 'b' overlap: one ends at byte 4 of the data, the other begins "
                  "at 3"},
        Malformed{"SameBytes", fileWith(two("[0,4]", "[0,4]"), 4),
                  "tensors 'a' and 'b' overlap: one ends at byte 4 of the data, the other begins "
                  "at 0"},
        Malformed{"Hole", fileWith(two("[0,4]", "[5,9]"), 9),
                  "bytes 4 to 5 of the data, before tensor 'b', belong to no tensor"},
        Malformed{"HoleAtTheStart", fileWith(two("[5,9]", "[1,5]"), 9),
                  "bytes 0 to 1 of the data, before tensor 'b', belong to no tensor"},
        Malformed{"PastTheEnd", fileWith(two("[0,4]", "[4,8]"), 7),
                  "tensor 'b' ends at byte 8 of the data, but the file has only 7; perhaps the "
                  "download is not complete"},
        Malformed{"NearTheLargestNumber",
                  fileWith(two("[0,4]", "[18446744073709551611,18446744073709551615]"), 8),
                  "bytes 4 to 18446744073709551611 of the data, before tensor 'b', belong to no "
                  "tensor"},
        Malformed{"DataLeftOver", fileWith(two("[0,4]", "[4,8]"), 9),
                  "the last 1 bytes belong to no tensor"},
        Malformed{"EmptyTensorInsideAnother",
                  fileWith(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                           R"("b":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}})",
                           4),
                  "tensors 'a' and 'b' overlap: one ends at byte 4 of the data, the other begins "
                  "at 2"}),
    [](const auto& test) { return test.param.what; });

}  // namespace
}  // namespace quince
