#include "ui/models/library_model.hpp"

#include "ui/samples.hpp"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>

#include <gtest/gtest.h>

#include <algorithm>

namespace ui {

namespace {

constexpr auto strict = QAbstractItemModelTester::FailureReportingMode::Fatal;

QStringList namesOf(const QAbstractItemModel& model) {
    QStringList names;
    for (int i = 0; i < model.rowCount(); ++i) {
        names.append(model.index(i, 0).data().toString());
    }
    return names;
}

QStringList namesOf(const QList<LibraryRow>& rows) {
    QStringList names;
    for (const LibraryRow& row : rows) {
        names.append(row.name);
    }
    return names;
}

TEST(LibraryModel, TakesRowsInTheOrderGiven) {
    LibraryModel model;
    const QAbstractItemModelTester tester(&model, strict);
    QList<LibraryRow> rows = sampleRows();

    model.setRows(rows);
    EXPECT_EQ(namesOf(model), namesOf(rows));
    std::reverse(rows.begin(), rows.end());
    model.setRows(rows);
    EXPECT_EQ(namesOf(model), namesOf(rows));
    rows.removeAt(2);
    rows.move(0, 3);
    model.setRows(rows);
    EXPECT_EQ(namesOf(model), namesOf(rows));
}

TEST(LibraryModel, KeepsTheIndexesOfRowsThatStay) {
    LibraryModel model;
    QList<LibraryRow> rows = sampleRows();
    model.setRows(rows);
    const QPersistentModelIndex mistral = model.index(2, 0);

    rows.removeAt(0);
    model.setRows(rows);

    EXPECT_EQ(mistral.row(), 1);
    EXPECT_EQ(mistral.data().toString(), QStringLiteral("Mistral-7B-v0.3"));
}

TEST(LibraryModel, UpdatesOneRowInPlace) {
    LibraryModel model;
    const QAbstractItemModelTester tester(&model, strict);
    model.setRows(sampleRows());
    LibraryRow row = sampleRows().at(1);
    row.state = RowState::incomplete;
    row.reason = QStringLiteral("no tokenizer");

    model.updateRow(row);

    EXPECT_EQ(model.rowCount(), sampleRows().size());
    EXPECT_EQ(model.index(1, 0).data(LibraryModel::rowRole).value<LibraryRow>(), row);
}

TEST(LibraryModel, SpeaksTheWholeRow) {
    LibraryModel model;
    model.setRows(sampleRows());

    EXPECT_EQ(model.index(0, 0).data(Qt::AccessibleTextRole).toString(),
              QStringLiteral("Qwen3-8B, Qwen, 16.4 GB, qwen3, 8.2B parameters, bfloat16"));
    EXPECT_EQ(model.index(5, 0).data(Qt::AccessibleTextRole).toString(),
              QStringLiteral("Phi-4-mini-instruct, microsoft, Incomplete, 1 of 2 shards is "
                             "missing, 4.1 GB, phi3, bfloat16"));
}

TEST(LibraryFilter, KeepsRowsThatHaveEveryWord) {
    LibraryModel model;
    model.setRows(sampleRows());
    LibraryFilter filter;
    const QAbstractItemModelTester tester(&filter, strict);
    filter.setSourceModel(&model);

    filter.setWords(QStringLiteral("  LLAMA  bfloat16 "));
    EXPECT_EQ(namesOf(filter), QStringList{QStringLiteral("Llama-3.2-3B-Instruct")});
    filter.setWords(QStringLiteral("not supported"));
    EXPECT_EQ(namesOf(filter), QStringList{QStringLiteral("stable-diffusion-xl-base-1.0")});
    filter.setWords({});
    EXPECT_EQ(filter.rowCount(), model.rowCount());
}

}  // namespace

}  // namespace ui
