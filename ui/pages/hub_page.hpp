#pragma once

#include "ui/pages/hub_view.hpp"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace ui {

class EmptyState;
class HubModel;
class Label;
class ModelList;
class Skeleton;

/// Models of the Hugging Face Hub: a field for words, ids and addresses, the order, the rows, and
/// the pictures of a list without rows.
class HubPage : public QWidget {
    Q_OBJECT

public:
    explicit HubPage(QWidget* parent = nullptr);

    void setView(const HubView& view);
    /// As HubModel::setRows.
    void setRows(const QList<HubRow>& rows);
    /// Selects without emitting modelChosen. An unknown id clears the selection.
    void select(const QString& id);
    [[nodiscard]] QString selectedId() const;

    /// Do not emit.
    void setText(const QString& text);
    void setSort(HubSort sort);
    [[nodiscard]] QString text() const;
    [[nodiscard]] HubSort sort() const;
    void focusField();
    /// As if the person had emptied the field.
    void clear();

Q_SIGNALS:
    void textChanged(const QString& text);  ///< at each key
    void submitted(const QString& text);    ///< Return was pressed, or something was pasted
    void sortChanged(ui::HubSort sort);
    void moreRequested();   ///< the end of the list is near, or its button was pressed
    void retryRequested();  ///< after a failure
    void diskRequested();   ///< offline: show what is on this disk
    void modelChosen(const QString& id);
    void webPageRequested(const QString& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUpField();
    void setUpList();
    QWidget* makeMore();
    void showPicture();
    void showMore();
    void actOnEmpty();
    void wantMore();
    void showMenu(const QPoint& position);

    HubView m_view;
    HubModel* m_model;
    QLineEdit* m_field;
    QComboBox* m_sort;
    QStackedWidget* m_stack;
    ModelList* m_list;
    QWidget* m_more = nullptr;
    Label* m_moreWords = nullptr;
    QPushButton* m_moreButton = nullptr;
    EmptyState* m_empty;
    Skeleton* m_skeleton;
};

}  // namespace ui
