#include "ui/pages/also_section.hpp"

#include "ui/samples.hpp"
#include "ui/text/format.hpp"
#include "ui/widgets/flow_box.hpp"

#include <QCheckBox>
#include <QPushButton>
#include <QSignalSpy>

#include <gtest/gtest.h>

namespace ui {

namespace {

QList<QCheckBox*> checksOf(const AlsoSection& section) {
    QList<QCheckBox*> shown;
    for (QCheckBox* check : section.findChildren<QCheckBox*>()) {
        if (!check->isHidden()) {
            shown.append(check);
        }
    }
    return shown;
}

TEST(AlsoSection, TellsAllThatIsTicked) {
    AlsoSection section;
    section.setView(sampleAlso());
    QSignalSpy changed(&section, &AlsoSection::changed);
    const QList<QCheckBox*> checks = checksOf(section);
    ASSERT_EQ(checks.size(), 5);
    EXPECT_TRUE(checks[2]->isChecked());

    checks[1]->click();
    checks[2]->click();

    ASSERT_EQ(changed.size(), 2);
    EXPECT_EQ(
        changed[0][0].toStringList(),
        (QStringList{QStringLiteral("6bit"), QStringLiteral("8bit"), QStringLiteral("bf16")}));
    EXPECT_EQ(changed[1][0].toStringList(),
              (QStringList{QStringLiteral("6bit"), QStringLiteral("bf16")}));
}

TEST(AlsoSection, ShowsWithoutASignalAndKeepsItsBoxes) {
    AlsoSection section;
    QSignalSpy changed(&section, &AlsoSection::changed);
    section.setView(sampleAlso());
    const QList<QCheckBox*> before = checksOf(section);
    AlsoView view = sampleAlso();
    view.choices[0].chosen = true;
    view.choices[0].bytes = 1'000'000'000;

    section.setView(view);

    EXPECT_EQ(checksOf(section), before);  // the keyboard stays where it is
    EXPECT_TRUE(before[0]->isChecked());
    EXPECT_TRUE(before[0]->text().contains(formatBytes(1'000'000'000)));
    section.setView({});
    EXPECT_TRUE(section.isHidden());
    EXPECT_TRUE(changed.isEmpty());
}

TEST(FlowBox, BreaksItsLineWhereItIsNarrow) {
    FlowBox box;
    QList<QPushButton*> children;
    for (int i = 0; i < 4; ++i) {
        children.append(new QPushButton(QStringLiteral("button"), &box));
    }
    const QSize one = children.front()->sizeHint();
    EXPECT_EQ(box.heightForWidth(10 * one.width()), one.height());
    EXPECT_GT(box.heightForWidth(2 * one.width()), 2 * one.height());

    box.resize(2 * one.width(), 10 * one.height());
    box.show();

    EXPECT_EQ(children[0]->pos(), QPoint(0, 0));
    EXPECT_GT(children[3]->y(), children[0]->y());
}

}  // namespace

}  // namespace ui
