#include "core/convert/job_builder.hpp"
#include "core/quality/findings_file.hpp"
#include "support/temp_folder.hpp"

#include <quince/convert.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace quince::test {
namespace {

using nlohmann::json;

GroupFindings someFindings() {
    GroupFindings findings;
    findings.sums = {0.25, 1.0 / 3, 640, 64};
    findings.largest = 3.5F;
    findings.outliers = 7;
    findings.worst = {WorstGroup{9, 0.2F, 0.5F}, WorstGroup{1, 0.1F, 0.25F}, WorstGroup{}};
    return findings;
}

TEST(FindingsFile, GivesBackWhatWasWritten) {
    const TempFolder folder;
    auto file = FindingsFile::open(folder / "findings", {1, 2});
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE(file->write(5, 77, someFindings()).ok());

    const auto again = FindingsFile::open(folder / "findings", {1, 2});

    EXPECT_EQ(again->read(5, 77), someFindings());
}

TEST(FindingsFile, RefusesWhatBelongsElsewhereOrIsTorn) {
    const TempFolder folder;
    auto file = FindingsFile::open(folder / "findings", {1, 2});
    ASSERT_TRUE(file->write(5, 77, someFindings()).ok());

    EXPECT_FALSE(file->read(5, 78));  // other output bytes
    EXPECT_FALSE(file->read(4, 77));
    EXPECT_FALSE(file->read(6, 77));
    EXPECT_FALSE(FindingsFile::open(folder / "findings", {1, 3})->read(5, 77));
    std::fstream(folder / "findings", std::ios::in | std::ios::out | std::ios::binary)
            .seekp(5 * 112 + 3)
        << 'x';
    EXPECT_FALSE(file->read(5, 77));
}

/// A quantized tensor of known error, one with an outlier, and one that is not quantized.
class Report : public testing::Test {
protected:
    [[nodiscard]] ConversionReport converted() {
        JobBuilder builder(m_folder / "source");
        const QuantSpec four{QuantMode::affine, 4, 64};
        Bytes loud = randomValues(DType::f32, 64 * 40, 1);
        const float outlier = 30;
        std::memcpy(loud.data() + (64 * 37 + 10) * 4, &outlier, 4);
        const auto plain = builder.source("plain", DType::bf16, {2000, 1024});
        const auto peaked = builder.source("peaked", DType::f32, {20, 128}, loud);
        const auto norm = builder.source("norm", DType::bf16, {300});
        builder.add("plain.weight", builder.whole(plain), DType::bf16, four);
        builder.add("peaked.weight", builder.whole(peaked), DType::f32, four);
        builder.add("norm.weight", builder.whole(norm), DType::bf16);
        Progress progress;
        ConversionJob job = builder.build(m_folder / "model", 5U << 20);
        job.plan.recipe.method = QuantMethod::mlx;
        auto report = convert(job, progress, {});
        EXPECT_TRUE(report.ok());
        return *report;
    }

    TempFolder m_folder;
};

TEST_F(Report, TellsTheErrorOfEachMatrix) {
    const auto quality = converted().quality;

    ASSERT_TRUE(quality);
    ASSERT_EQ(quality->matrices.size(), 2U);
    EXPECT_EQ(quality->matrices[0].name, "plain.weight");
    EXPECT_EQ(quality->matrices[0].sums.weights, 2000U * 1024U);
    // Steps of a 15th of a range of 0.1 over weights of 0.06 - 0.04: 0.1 / 15 / sqrt(12) / 0.031.
    EXPECT_NEAR(quality->matrices[0].sums.relative(), 0.062, 0.006);
    EXPECT_EQ(quality->matrices[0].outliers, 0U);
    EXPECT_NEAR(quality->matrices[0].peak, 0.06 / 0.031, 0.1);
    EXPECT_EQ(quality->total.weights, 2000U * 1024U + 64U * 40U);
    EXPECT_EQ(quality->total.error,
              quality->matrices[0].sums.error + quality->matrices[1].sums.error);
}

TEST_F(Report, NamesThePlaceOfTheWorstGroup) {
    const auto quality = converted().quality;

    ASSERT_TRUE(quality);
    const MatrixQuality& peaked = quality->matrices[1];
    ASSERT_FALSE(peaked.worst.empty());
    EXPECT_EQ(peaked.worst[0].row, 18U);  // group 37, two in a row
    EXPECT_EQ(peaked.worst[0].column, 64U);
    EXPECT_EQ(peaked.outliers, 1U);
    EXPECT_GT(peaked.peak, 40);
    // The outlier is most of its matrix, so that the rest counts for little.
    EXPECT_EQ(worstMatrices(*quality, 5), (std::vector<std::size_t>{0, 1}));
}

TEST_F(Report, StandsBesideTheModelAndInItsCard) {
    static_cast<void>(converted());

    const json file = json::parse(contentOf(m_folder / "model" / qualityFileName));
    EXPECT_EQ(file["format"], 1);
    EXPECT_EQ(file["tensors"].size(), 2U);
    EXPECT_EQ(file["tensors"][0]["bits"], 4);
    EXPECT_EQ(file["worst_groups"][0]["name"], "peaked.weight");
    EXPECT_EQ(file["kept"][0]["example"], "norm.weight");
    EXPECT_EQ(file["kept"][0]["weights"], 300);
    EXPECT_EQ(file["kept"][0]["why"], "norms, biases and the like");
    EXPECT_GT(file["snr_db"], 10);
    const std::string card = contentOf(m_folder / "model/README.md");
    EXPECT_NE(card.find("## Quantization quality"), std::string::npos) << card;
    EXPECT_NE(card.find("| `peaked.weight` | 4-bit, group 64 |"), std::string::npos) << card;
}

TEST_F(Report, IsNotMadeWhereNothingIsQuantized) {
    JobBuilder builder(m_folder / "source");
    const auto plain = builder.source("plain", DType::bf16, {20, 128});
    builder.add("plain.weight", builder.whole(plain), DType::bf16);
    Progress progress;

    const auto report = convert(builder.build(m_folder / "model", 5U << 20), progress, {});

    ASSERT_TRUE(report.ok());
    EXPECT_FALSE(report->quality);
    EXPECT_FALSE(std::filesystem::exists(m_folder / "model" / qualityFileName));
    EXPECT_EQ(contentOf(m_folder / "model/README.md").find("quality"), std::string::npos);
}

TEST(QualityJson, HasSixDigitsAndNoInfinity) {
    QualityReport report;
    report.total = {1.0 / 3, 100, 10, 0};
    MatrixQuality kept;
    kept.name = "a.weight";
    kept.sums = {0, 2, 4, 0};
    report.matrices.push_back(kept);

    const std::string text = qualityJson(report, {"0.1.0", "4-bit, group 64", "mlx", 4.5});

    const json object = json::parse(text);
    EXPECT_EQ(object["relative_error"].dump(), "0.057735");
    EXPECT_EQ(object["snr_db"].dump(), "24.7712");
    EXPECT_TRUE(object["tensors"][0]["snr_db"].is_null());
    EXPECT_TRUE(object["tensors"][0]["mode"].is_null());
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 16);  // a line for each entry
}

}  // namespace
}  // namespace quince::test
