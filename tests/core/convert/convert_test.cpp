#include "core/convert/job_builder.hpp"
#include "support/temp_folder.hpp"

#include <quince/kernels.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quince::test {
namespace {

namespace fs = std::filesystem;

Result<ConversionReport> run(const ConversionJob& job) {
    Progress progress;
    return convert(job, progress, {});
}

struct Quantized {
    Bytes weight;
    Bytes scales;
    Bytes biases;
};

/// The whole tensor by one call of the kernel.
Quantized quantizeAtOnce(DType dtype, const Bytes& values, QuantSpec spec) {
    const std::size_t groups =
        values.size() / bytesPerElement(dtype) / static_cast<std::size_t>(spec.groupSize);
    Quantized result{Bytes(groups * affineGroupBytes(spec.groupSize, spec.bits)),
                     Bytes(groups * bytesPerElement(dtype)),
                     Bytes(groups * bytesPerElement(dtype))};
    quantizeAffine(dtype, values.data(), groups, spec.groupSize, spec.bits,
                   reinterpret_cast<std::uint8_t*>(result.weight.data()), result.scales.data(),
                   result.biases.data());
    return result;
}

TEST(Convert, WritesWhatTheKernelMakesOfTheWholeTensor) {
    const TempFolder folder;
    JobBuilder builder(folder / "source");
    const QuantSpec spec{QuantMode::affine, 4, 64};
    const auto source = builder.source("w", DType::bf16, {3000, 512});
    const auto copied = builder.source("n", DType::f16, {77});
    builder.add("m.weight", builder.whole(source), DType::bf16, spec);
    builder.add("n", builder.whole(copied), DType::f16);
    ConversionJob job = builder.build(folder / "model", 5U << 20);
    job.plan.recipe.method = QuantMethod::mlx;

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    const auto tensors = tensorsIn(folder / "model");
    const Quantized expected = quantizeAtOnce(DType::bf16, builder.values(source), spec);
    EXPECT_EQ(tensors.at("m.weight"), expected.weight);
    EXPECT_EQ(tensors.at("m.scales"), expected.scales);
    EXPECT_EQ(tensors.at("m.biases"), expected.biases);
    EXPECT_EQ(tensors.at("n"), builder.values(copied));
}

TEST(Convert, CastsBeforeItQuantizes) {
    const TempFolder folder;
    JobBuilder builder(folder / "source");
    const QuantSpec spec{QuantMode::affine, 8, 32};
    const auto source = builder.source("w", DType::f32, {64, 96});
    builder.add("m.weight", builder.whole(source), DType::bf16, spec);
    Bytes cast(64 * 96 * 2);
    castFloats(DType::f32, builder.values(source).data(), DType::bf16, cast.data(), 64 * 96);

    ConversionJob job = builder.build(folder / "model", 5U << 20);
    job.plan.recipe.method = QuantMethod::mlx;

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    const Quantized expected = quantizeAtOnce(DType::bf16, cast, spec);
    const auto tensors = tensorsIn(folder / "model");
    EXPECT_EQ(tensors.at("m.weight"), expected.weight);
    EXPECT_EQ(tensors.at("m.scales"), expected.scales);
}

TEST(Convert, GivesTheSameFilesWithAnyNumberOfThreads) {
    std::vector<std::map<std::string, std::string>> results;
    for (const unsigned threads : {1U, 2U, 5U}) {
        const TempFolder folder;
        ConversionJob job = variedJob(folder.path());
        job.threads = threads;

        const auto report = run(job);

        ASSERT_TRUE(report.ok()) << report.error().message;
        results.push_back(filesIn(job.destination));
        EXPECT_FALSE(fs::exists(job.staging));
    }
    EXPECT_GT(results[0].size(), 5U);
    EXPECT_EQ(results[0], results[1]);
    EXPECT_EQ(results[0], results[2]);
}

TEST(Convert, CountsWhatItDoes) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    Progress progress;

    const auto report = convert(job, progress, {});

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(report->bytesWritten, job.plan.outputBytes);
    EXPECT_EQ(report->bytesResumed, 0U);
    EXPECT_GE(report->bytesRead, job.plan.outputBytes);
    EXPECT_EQ(report->folder, job.destination);
    EXPECT_EQ(progress.state, ConversionState::succeeded);
    EXPECT_EQ(progress.bytesDone, progress.bytesTotal);
    EXPECT_EQ(progress.shardsDone, job.layout.shards.size());
}

TEST(Convert, BringsConfigIndexCardAndSideFiles) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    folder.write("source/tokenizer.json", R"({"version": "1.0"})");

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    const auto files = filesIn(job.destination);
    EXPECT_EQ(files.at("config.json"), job.plan.configJson);
    EXPECT_EQ(files.at("model.safetensors.index.json"), job.layout.indexJson);
    EXPECT_EQ(files.at("tokenizer.json"), R"({"version": "1.0"})");
    EXPECT_THAT(files.at("README.md"), testing::HasSubstr("mlx"));
}

TEST(Convert, ReadsShardsThroughLinks) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    ASSERT_TRUE(run(job).ok());
    const auto expected = filesIn(job.destination);
    fs::remove_all(job.destination);
    const fs::path shard = folder / "source/source-1.safetensors";
    fs::create_directory(folder / "blobs");
    fs::rename(shard, folder / "blobs/abc");
    fs::create_symlink("../blobs/abc", shard);

    const auto report = run(job);

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_EQ(filesIn(job.destination), expected);
}

TEST(Convert, RefusesAPlanWithAnError) {
    const TempFolder folder;
    ConversionJob job = variedJob(folder.path());
    job.plan.problems.push_back({Severity::error, "nothing consumes x.y"});

    const auto report = run(job);

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::mismatch);
    EXPECT_EQ(report.error().message, "nothing consumes x.y");
    EXPECT_FALSE(fs::exists(job.staging));
}

TEST(Convert, RefusesAViewThatReachesPastItsTensor) {
    const TempFolder folder;
    JobBuilder builder(folder / "source");
    TensorView view = builder.whole(builder.source("w", DType::bf16, {8, 64}));
    view.pieces[0].offset = 1;
    builder.add("m.weight", view, DType::bf16);

    const auto report = run(builder.build(folder / "model", 5U << 20));

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::mismatch);
    EXPECT_THAT(report.error().message, testing::HasSubstr("m.weight"));
}

TEST(Convert, RefusesASourceWhoseSizeChanged) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());
    fs::resize_file(folder / "source/source-0.safetensors", 1000);

    const auto report = run(job);

    ASSERT_FALSE(report.ok());
    EXPECT_EQ(report.error().code, ErrorCode::mismatch);
    EXPECT_THAT(report.error().message, testing::HasSubstr("has changed"));
    EXPECT_FALSE(fs::exists(job.destination));
}

TEST(Convert, WarnsOfValuesThatAreNotFinite) {
    const TempFolder folder;
    JobBuilder builder(folder / "source");
    Bytes values = randomValues(DType::bf16, 128 * 64, 3);
    values[0] = std::byte{0x80};  // infinity in bfloat16 is 0x7F80
    values[1] = std::byte{0x7F};
    const auto source = builder.source("w", DType::bf16, {128, 64}, values);
    builder.add("m.weight", builder.whole(source), DType::bf16,
                QuantSpec{QuantMode::affine, 4, 64});

    const auto report = run(builder.build(folder / "model", 5U << 20));

    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_THAT(report->warnings, testing::Contains(testing::HasSubstr("m.weight")));
}

}  // namespace
}  // namespace quince::test
