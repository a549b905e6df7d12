#pragma once

#include "ui/pages/evaluate_view.hpp"
#include "ui/pages/folder_picker.hpp"

#include <QDialog>

class QCheckBox;
class QFormLayout;
class QPushButton;

namespace ui {

class FolderField;
class Label;
class PhaseProgress;

/// Asks for a text, a model to compare with and whether the importance of the weights is to be
/// written too, then shows the evaluation's progress and result. Closing it while an evaluation
/// runs asks to stop it.
class EvaluateDialog : public QDialog {
    Q_OBJECT

public:
    /// `pickFile` asks for the text file, `pickFolder` for the model, `pickSave` for the file of
    /// the importance.
    EvaluateDialog(const QString& model, const EvaluationChoice& choice, FolderPicker pickFile,
                   FolderPicker pickFolder, FolderPicker pickSave = systemSavePicker(),
                   QWidget* parent = nullptr);

    void setView(const EvaluationView& view);
    [[nodiscard]] EvaluationChoice choice() const;

Q_SIGNALS:
    void startRequested(const ui::EvaluationChoice& choice);
    void stopRequested();

public:
    void reject() override;

private:
    QWidget* makeFields(const EvaluationChoice& choice, FolderPicker pickFile,
                        FolderPicker pickFolder, FolderPicker pickSave);
    void addGathering(QFormLayout& form, const EvaluationChoice& choice, FolderPicker pickSave);
    QWidget* makeButtons();
    [[nodiscard]] QString usualImportance() const;
    void refresh();

    QString m_model;
    EvaluationView m_view;
    FolderField* m_text = nullptr;
    FolderField* m_source = nullptr;
    QCheckBox* m_gathers = nullptr;
    FolderField* m_importance = nullptr;
    PhaseProgress* m_progress;
    Label* m_words;
    Label* m_lines;
    QPushButton* m_start = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_close = nullptr;
};

}  // namespace ui
