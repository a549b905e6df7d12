#include "ui/pages/stop_question.hpp"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace ui {

void askToStop(QWidget* parent, const StopQuestion& question, std::function<void()> stop) {
    auto* box = new QMessageBox(QMessageBox::NoIcon, parent->windowTitle(), question.title,
                                QMessageBox::NoButton, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(question.what);
    QPushButton* yes = box->addButton(QCoreApplication::translate("ui::StopQuestion", "&Stop"),
                                      QMessageBox::AcceptRole);
    QPushButton* no = box->addButton(question.keep, QMessageBox::RejectRole);
    box->setDefaultButton(no);
    box->setEscapeButton(no);
    QObject::connect(yes, &QPushButton::clicked, parent, std::move(stop));
    box->open();
}

}  // namespace ui
