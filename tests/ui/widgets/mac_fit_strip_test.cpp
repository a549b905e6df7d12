#include "ui/widgets/mac_fit_strip.hpp"

#include <gtest/gtest.h>

namespace ui {

namespace {

using quince::Fit;

MacFit mac(quint64 gigabytes, Fit fit) {
    return {gigabytes << 30, gigabytes * 750'000'000, fit, false};
}

TEST(MacFitSentence, NamesTheLeastMemoryThatFits) {
    EXPECT_EQ(macFitSentence({mac(8, Fit::no), mac(16, Fit::comfortable)}),
              QStringLiteral("Fits Macs with 16 GB of memory or more."));
}

TEST(MacFitSentence, NamesWhereItIsTight) {
    EXPECT_EQ(macFitSentence({mac(8, Fit::tight), mac(16, Fit::comfortable)}),
              QStringLiteral("Fits Macs with 16 GB of memory or more; tight with 8 GB."));
    EXPECT_EQ(macFitSentence({mac(256, Fit::no), mac(512, Fit::tight)}),
              QStringLiteral("Tight on a Mac with 512 GB."));
}

TEST(MacFitSentence, SaysWhenNoMacIsEnough) {
    EXPECT_EQ(macFitSentence({mac(256, Fit::no), mac(512, Fit::no)}),
              QStringLiteral("No Mac has enough memory for this."));
}

TEST(MacFitStrip, SaysEveryChipInWords) {
    MacFitStrip strip;

    strip.setMacs({mac(8, Fit::no), mac(16, Fit::tight), mac(24, Fit::comfortable)});

    EXPECT_EQ(strip.accessibleDescription(),
              QStringLiteral("8 GB: does not fit (6.0 GB for the GPU), "
                             "16 GB: tight (12.0 GB for the GPU), "
                             "24 GB: fits (18.0 GB for the GPU)"));
}

TEST(MacFitStrip, WrapsInsteadOfBeingCut) {
    MacFitStrip strip;
    strip.setMacs(QList<MacFit>(13, mac(512, Fit::comfortable)));

    EXPECT_GT(strip.heightForWidth(300), strip.heightForWidth(2000));
}

}  // namespace

}  // namespace ui
