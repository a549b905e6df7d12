#include "ui/text/format.hpp"

#include <QLocale>

#include <gtest/gtest.h>

namespace ui {

namespace {

class Format : public ::testing::Test {
protected:
    void SetUp() override { QLocale::setDefault(QLocale(QLocale::English)); }
    void TearDown() override { QLocale::setDefault(QLocale::system()); }
};

TEST_F(Format, CountsBytesInDecimalUnits) {
    EXPECT_EQ(formatBytes(0), QStringLiteral("0 bytes"));
    EXPECT_EQ(formatBytes(999), QStringLiteral("999 bytes"));
    EXPECT_EQ(formatBytes(1000), QStringLiteral("1 KB"));
    EXPECT_EQ(formatBytes(512'300), QStringLiteral("512 KB"));
    EXPECT_EQ(formatBytes(9'940'000), QStringLiteral("9.9 MB"));
    EXPECT_EQ(formatBytes(610'000'000), QStringLiteral("610 MB"));
    EXPECT_EQ(formatBytes(4'610'232'320), QStringLiteral("4.6 GB"));
    EXPECT_EQ(formatBytes(688'586'727'753), QStringLiteral("688.6 GB"));
    EXPECT_EQ(formatBytes(1'342'000'000'000), QStringLiteral("1.34 TB"));
}

TEST_F(Format, CarriesRoundingIntoTheNextUnit) {
    EXPECT_EQ(formatBytes(999'499), QStringLiteral("999 KB"));
    EXPECT_EQ(formatBytes(999'500), QStringLiteral("1.0 MB"));
    EXPECT_EQ(formatBytes(999'499'999), QStringLiteral("999 MB"));
    EXPECT_EQ(formatBytes(999'500'000), QStringLiteral("1.0 GB"));
    EXPECT_EQ(formatBytes(999'950'000'000), QStringLiteral("1.00 TB"));
}

TEST_F(Format, SaysProgressInTheUnitOfTheWhole) {
    EXPECT_EQ(formatBytesOf(2'034'123'776, 4'607'626'752), QStringLiteral("2.0 of 4.6 GB"));
    EXPECT_EQ(formatBytesOf(0, 4'607'626'752), QStringLiteral("0.0 of 4.6 GB"));
    EXPECT_EQ(formatBytesOf(20, 100), QStringLiteral("20 of 100 bytes"));
}

TEST_F(Format, SaysExactBytesWithGroups) {
    EXPECT_EQ(formatExactBytes(4'610'232'320), QStringLiteral("4,610,232,320 bytes"));
}

TEST_F(Format, CallsRamByTheNameItIsSoldUnder) {
    EXPECT_EQ(formatRam(quint64{16} << 30), QStringLiteral("16 GB"));
    EXPECT_EQ(formatRam(quint64{512} << 30), QStringLiteral("512 GB"));
}

TEST_F(Format, SaysDurationsInTwoUnitsAtMost) {
    EXPECT_EQ(formatDuration(0.2), QStringLiteral("less than a second"));
    EXPECT_EQ(formatDuration(0.7), QStringLiteral("1 s"));
    EXPECT_EQ(formatDuration(59.6), QStringLiteral("1 min 0 s"));
    EXPECT_EQ(formatDuration(130), QStringLiteral("2 min 10 s"));
    EXPECT_EQ(formatDuration(3900), QStringLiteral("1 h 5 min"));
}

TEST_F(Format, SaysTimeLeftCoarsely) {
    EXPECT_EQ(formatTimeLeft(3), QStringLiteral("a few seconds left"));
    EXPECT_EQ(formatTimeLeft(31), QStringLiteral("about 35 s left"));
    EXPECT_EQ(formatTimeLeft(61), QStringLiteral("about 2 min left"));
    EXPECT_EQ(formatTimeLeft(4000), QStringLiteral("about 1 h 7 min left"));
}

TEST_F(Format, CountsParametersAsTheFieldDoes) {
    EXPECT_EQ(formatParameters(8'190'735'360), QStringLiteral("8.2B"));
    EXPECT_EQ(formatParameters(671'026'419'200), QStringLiteral("671B"));
    EXPECT_EQ(formatParameters(494'032'768), QStringLiteral("494M"));
    EXPECT_EQ(formatParameters(999'600'000), QStringLiteral("1.0B"));
    EXPECT_EQ(formatParameters(134'000), QStringLiteral("134K"));
    EXPECT_EQ(formatParameters(1'040'000'000'000), QStringLiteral("1.04T"));
}

TEST_F(Format, CountsTokensInBinaryThousandsWhenTheyAre) {
    EXPECT_EQ(formatTokens(4096), QStringLiteral("4k"));
    EXPECT_EQ(formatTokens(40960), QStringLiteral("40k"));
    EXPECT_EQ(formatTokens(1'048'576), QStringLiteral("1M"));
    EXPECT_EQ(formatTokens(100'000), QStringLiteral("100,000"));
}

TEST_F(Format, SaysRatesAndBitsPerWeight) {
    EXPECT_EQ(formatRate(610e6), QStringLiteral("610 MB/s"));
    EXPECT_EQ(formatRate(-1), QStringLiteral("0 bytes/s"));
    EXPECT_EQ(formatBitsPerWeight(4.5), QStringLiteral("4.50 bits per weight"));
}

}  // namespace

}  // namespace ui
