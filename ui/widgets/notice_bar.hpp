#pragma once

#include "ui/pages/notice_view.hpp"

#include <QList>
#include <QWidget>

class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace ui {

class Label;

/// One notice: sign, sentence, action, and details on request.
class NoticeBar : public QWidget {
    Q_OBJECT

public:
    explicit NoticeBar(const Notice& notice, QWidget* parent = nullptr);

    [[nodiscard]] const Notice& notice() const { return m_notice; }

Q_SIGNALS:
    void actionRequested(const QString& actionId);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Notice m_notice;
};

/// Notices under one another, the gravest first; many are folded.
class NoticeList : public QWidget {
    Q_OBJECT

public:
    explicit NoticeList(QWidget* parent = nullptr);

    void setNotices(const QList<Notice>& notices);

Q_SIGNALS:
    void actionRequested(const QString& actionId);

private:
    void refill();

    QList<Notice> m_notices;
    QVBoxLayout* m_column;
    bool m_unfolded = false;
};

}  // namespace ui
