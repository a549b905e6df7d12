#pragma once

#include "ui/pages/evaluate_view.hpp"
#include "ui/pages/folder_picker.hpp"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace ui {

class FolderField;
class Label;
class PhaseProgress;

/// Asks for a text and a model to compare with, then shows the evaluation's progress and result.
/// Closing it while an evaluation runs asks to stop it.
class EvaluateDialog : public QDialog {
    Q_OBJECT

public:
    /// `pickFile` asks for the text file, `pickFolder` for the model.
    EvaluateDialog(const QString& model, const EvaluationChoice& choice, FolderPicker pickFile,
                   FolderPicker pickFolder, QWidget* parent = nullptr);

    void setView(const EvaluationView& view);
    [[nodiscard]] EvaluationChoice choice() const;

Q_SIGNALS:
    void startRequested(const ui::EvaluationChoice& choice);
    void stopRequested();

public:
    void reject() override;

private:
    QWidget* makeFields(const EvaluationChoice& choice, FolderPicker pickFile,
                        FolderPicker pickFolder);
    QWidget* makeButtons();
    void refresh();

    EvaluationView m_view;
    FolderField* m_text = nullptr;
    FolderField* m_source = nullptr;
    PhaseProgress* m_progress;
    Label* m_words;
    Label* m_lines;
    QPushButton* m_start = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_close = nullptr;
};

}  // namespace ui
