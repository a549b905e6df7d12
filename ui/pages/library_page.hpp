#pragma once

#include "ui/pages/library_view.hpp"

#include <QWidget>

class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace ui {

class EmptyState;
class LibraryFilter;
class LibraryModel;
class ModelList;
class Skeleton;

/// The list of models: filter, rows, and the four pictures of a list without rows.
class LibraryPage : public QWidget {
    Q_OBJECT

public:
    explicit LibraryPage(QWidget* parent = nullptr);

    void setView(const LibraryView& view);
    /// Replaces all rows; selection and scroll position stay with the rows that remain.
    void setRows(const QList<LibraryRow>& rows);
    /// Replaces the row of the same id, or appends it.
    void updateRow(const LibraryRow& row);
    /// Selects without emitting modelChosen. An unknown id clears the selection.
    void select(const QString& id);
    [[nodiscard]] QString selectedId() const;

    void focusFilter();
    [[nodiscard]] QString filterText() const;
    void clearFilter();

Q_SIGNALS:
    void modelChosen(const QString& id);  ///< by the person
    void addFolderRequested();
    void rescanRequested();
    void sampleRequested();
    void removeRequested(const QString& id);
    void revealRequested(const QString& id);  ///< show in the file manager

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUpFilter();
    void setUpList();
    void showPicture();
    void actOnEmpty();
    void showMenu(const QPoint& position);

    LibraryView m_view;
    LibraryModel* m_model;
    LibraryFilter* m_filter;
    QLineEdit* m_filterEdit;
    QToolButton* m_addButton;
    QToolButton* m_rescanButton;
    QStackedWidget* m_stack;
    ModelList* m_list;
    EmptyState* m_empty;
    Skeleton* m_skeleton;
};

}  // namespace ui
