#pragma once

#include "ui/pages/destination_view.hpp"

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace ui {

class Label;
class SqueezeLabel;

/// Where the result goes.
class DestinationSection : public QWidget {
    Q_OBJECT

public:
    explicit DestinationSection(QWidget* parent = nullptr);

    void setDestination(const Destination& destination);
    void setView(const DestinationView& view);
    [[nodiscard]] Destination destination() const;

Q_SIGNALS:
    void changed(const ui::Destination& destination);  ///< by the person
    void chooseFolderRequested();

private:
    void emitChanged();
    void showKind();

    QRadioButton* m_lmStudio;
    QRadioButton* m_folder;
    Label* m_publisherLabel;
    QLineEdit* m_publisher;
    Label* m_parentLabel;
    QLineEdit* m_parent;
    QPushButton* m_choose;
    QLineEdit* m_name;
    SqueezeLabel* m_path;
    Label* m_message;
    QCheckBox* m_replace;
    Label* m_space;
};

}  // namespace ui
