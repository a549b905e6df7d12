#include "core/base/parallel_for.hpp"
#include "support/temp_folder.hpp"

#include <quince/safetensors.hpp>

#include <gtest/gtest.h>

#include <string>

#if !defined(_WIN32)
#include <csignal>
#include <sys/resource.h>
#endif

namespace quince {
namespace {

using test::contentOf;
using test::TempFolder;

const std::vector<TensorSpec> sample{{"b", DType::bf16, {3, 5}},
                                     {"empty", DType::f32, {0, 2}},
                                     {"a \"quoted\" \xC3\xA9", DType::f32, {}},
                                     {"codes", DType::u32, {7}}};

TEST(EncodeSafetensorsHeader, IsLengthMetadataAndSortedNames) {
    const std::string header = encodeSafetensorsHeader(
        std::vector<TensorSpec>{{"b", DType::bf16, {2, 2}}, {"a", DType::u8, {}}},
        {{"format", "mlx"}});

    const std::string json = R"({"__metadata__":{"format":"mlx"},)"
                             R"("a":{"dtype":"U8","shape":[],"data_offsets":[8,9]},)"
                             R"("b":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]}})";
    ASSERT_EQ(header.size() % 64, 0U);
    EXPECT_EQ(static_cast<unsigned char>(header[0]), header.size() - 8);
    EXPECT_EQ(header.substr(1, 7), std::string(7, '\0'));
    EXPECT_EQ(header.substr(8, json.size()), json);
    EXPECT_EQ(header.find_first_not_of(' ', 8 + json.size()), std::string::npos);
}

TEST(EncodeSafetensorsHeader, NothingIsAnEmptyObject) {
    EXPECT_EQ(encodeSafetensorsHeader({}, {}).substr(8), "{}" + std::string(54, ' '));
}

TEST(EncodeSafetensorsHeader, PadsEveryLengthToSixtyFour) {
    for (std::size_t length = 1; length <= 64; ++length) {
        const std::vector<TensorSpec> tensors{{std::string(length, 'n'), DType::u8, {1}}};

        EXPECT_EQ(encodeSafetensorsHeader(tensors, {}).size() % 64, 0U) << length;
    }
}

TEST(SafetensorsWriter, RoundTripIsTheSameForEveryNumberOfThreads) {
    const TempFolder folder;
    std::string first;
    for (const unsigned threads : {1U, 2U, 5U}) {
        const auto path = folder / (std::to_string(threads) + ".safetensors");
        auto writer = SafetensorsWriter::create(path, sample, {{"format", "mlx"}});
        ASSERT_TRUE(writer.ok()) << writer.error().message;
        const std::uint64_t begin = writer->offsetOf(0);
        const std::uint64_t total = 30 + 0 + 4 + 28;

        const Status done =
            parallelFor(total, threads, StopToken(), [&](std::size_t index, unsigned) {
                const auto byte = static_cast<std::byte>(index + 1);
                return writer->write(begin + index, std::span(&byte, 1));
            });
        ASSERT_TRUE(done.ok()) << done.error().message;
        ASSERT_TRUE(writer->sync().ok());

        const std::string content = contentOf(path);
        EXPECT_EQ(content.size(), begin + total);
        first = first.empty() ? content : first;
        EXPECT_EQ(content, first) << threads << " threads";
    }
    const auto reader = SafetensorsReader::open(folder / "5.safetensors");
    ASSERT_TRUE(reader.ok()) << reader.error().message;
    ASSERT_EQ(reader->header().tensors.size(), sample.size());
    for (const TensorSpec& spec : sample) {
        const TensorInfo* tensor = reader->find(spec.name);
        ASSERT_NE(tensor, nullptr) << spec.name;
        EXPECT_EQ(tensor->dtype, spec.dtype);
        EXPECT_EQ(tensor->shape, spec.shape);
    }
    EXPECT_EQ(reader->readTensor("codes")->front(), std::byte{35});
    EXPECT_EQ(reader->header().metadata.at("format"), "mlx");
}

TEST(SafetensorsWriter, OffsetsAreThoseOfTheReader) {
    const TempFolder folder;
    auto writer = SafetensorsWriter::create(folder / "x.safetensors", sample, {});
    ASSERT_TRUE(writer.ok());

    const auto reader = SafetensorsReader::open(folder / "x.safetensors");

    for (std::size_t i = 0; i < sample.size(); ++i) {
        EXPECT_EQ(writer->offsetOf(i), reader->find(sample[i].name)->begin) << sample[i].name;
    }
}

TEST(SafetensorsWriter, AnExistingFileIsNotTouched) {
    const TempFolder folder;
    folder.write("x.safetensors", "precious");

    const auto writer = SafetensorsWriter::create(folder / "x.safetensors", sample, {});

    ASSERT_FALSE(writer.ok());
    EXPECT_EQ(writer.error().code, ErrorCode::alreadyExists);
    EXPECT_EQ(contentOf(folder / "x.safetensors"), "precious");
}

TEST(SafetensorsWriter, ReopeningKeepsTheData) {
    const TempFolder folder;
    const auto path = folder / "x.safetensors";
    const std::string codes(28, 'c');
    {
        auto writer = SafetensorsWriter::create(path, sample, {});
        ASSERT_TRUE(writer->write(writer->offsetOf(3), std::as_bytes(std::span(codes))).ok());
    }

    const auto again = SafetensorsWriter::create(path, sample, {}, true);

    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(SafetensorsReader::open(path)->readTensor("codes")->back(), std::byte{'c'});
}

TEST(SafetensorsWriter, RefusesToWriteOutsideTheData) {
    const TempFolder folder;
    auto writer = SafetensorsWriter::create(folder / "x.safetensors", sample, {});
    const std::string four = "1234";
    const auto bytes = std::as_bytes(std::span(four));

    EXPECT_FALSE(writer->write(writer->offsetOf(0) - 1, bytes).ok());
    EXPECT_FALSE(writer->write(writer->offsetOf(3) + 25, bytes).ok());
    EXPECT_FALSE(writer->write(~std::uint64_t{0}, bytes).ok());
    EXPECT_TRUE(writer->write(writer->offsetOf(3) + 24, bytes).ok());
}

TEST(SafetensorsWriter, RefusesTensorsThatCannotStandInAFile) {
    const TempFolder folder;
    const auto refuses = [&](const std::vector<TensorSpec>& tensors) {
        const auto writer = SafetensorsWriter::create(folder / "x.safetensors", tensors, {});
        return !writer.ok() && writer.error().code == ErrorCode::invalidArgument &&
               !std::filesystem::exists(folder / "x.safetensors");
    };

    EXPECT_TRUE(refuses({{"a", DType::u8, {1}}, {"a", DType::u8, {1}}}));
    EXPECT_TRUE(refuses({{"__metadata__", DType::u8, {1}}}));
    EXPECT_TRUE(refuses({{"a", DType::f4, {1}}}));
    EXPECT_TRUE(refuses({{"a", DType::u8, {-1}}}));
    EXPECT_TRUE(refuses({{"a", DType::f32, {std::int64_t{1} << 61}}}));
}

#if !defined(_WIN32)
TEST(SafetensorsWriter, AFullDiskShowsAtOnceAndLeavesNothing) {
    const TempFolder folder;
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1 << 20, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);

    const auto writer = SafetensorsWriter::create(
        folder / "x.safetensors", std::vector<TensorSpec>{{"a", DType::u8, {1 << 20}}}, {});
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);

    ASSERT_FALSE(writer.ok());
    EXPECT_EQ(writer.error().code, ErrorCode::diskFull);
    EXPECT_FALSE(std::filesystem::exists(folder / "x.safetensors"));
}
#endif

}  // namespace
}  // namespace quince
