#include "ui/widgets/phase_progress.hpp"

#include "ui/widgets/accessible.hpp"

#include <QAccessible>

#include <gtest/gtest.h>

namespace ui {

namespace {

using quince::ConversionState;

TEST(PhaseProgress, NeverGoesBackWithinAPhase) {
    PhaseProgress bar;

    bar.setProgress(ConversionState::writing, 60, 100);
    bar.setProgress(ConversionState::writing, 40, 100);

    EXPECT_EQ(bar.percent(), 60);
}

TEST(PhaseProgress, StartsAgainWithTheNextPhase) {
    PhaseProgress bar;

    bar.setProgress(ConversionState::writing, 100, 100);
    bar.setProgress(ConversionState::verifying, 5, 100);

    EXPECT_EQ(bar.percent(), 5);
}

TEST(PhaseProgress, StaysWhereItWasWhenStopped) {
    PhaseProgress bar;

    bar.setProgress(ConversionState::writing, 60, 100);
    bar.setProgress(ConversionState::stopping, 0, 100);

    EXPECT_EQ(bar.percent(), 60);
}

TEST(PhaseProgress, IsAProgressBarToScreenReaders) {
    installAccessibility();
    PhaseProgress bar;
    bar.setProgress(ConversionState::writing, 25, 100);

    QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(&bar);

    ASSERT_NE(spoken, nullptr);
    EXPECT_EQ(spoken->role(), QAccessible::ProgressBar);
    ASSERT_NE(spoken->valueInterface(), nullptr);
    EXPECT_EQ(spoken->valueInterface()->currentValue().toInt(), 25);
}

}  // namespace

}  // namespace ui
