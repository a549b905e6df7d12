#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace ui {

/// The file or folder that tells how much each input of a matrix counts: typed, chosen or dropped.
class ImportanceField : public QWidget {
    Q_OBJECT

public:
    explicit ImportanceField(QWidget* parent = nullptr);

    void setPath(const QString& path);
    /// Empty: none.
    [[nodiscard]] QString path() const;
    [[nodiscard]] QLineEdit* edit() const { return m_edit; }

Q_SIGNALS:
    void changed();  ///< by the person

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void choose();
    void take(const QString& path);

    QLineEdit* m_edit;
    QPushButton* m_choose;
    QString m_last;  ///< as set or announced last
};

}  // namespace ui
