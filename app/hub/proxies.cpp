#include "hub/proxies.hpp"

#include <QNetworkProxyFactory>
#include <QString>
#include <QStringList>

namespace hub {
namespace {

QString valueOf(const quince::Environment& environment, const QString& name) {
    for (const QString& spelling : {name.toLower(), name}) {
        if (const auto value = environment.get(spelling.toStdString())) {
            return QString::fromStdString(*value).trimmed();
        }
    }
    return {};
}

bool isExempt(const QUrl& url, const QString& exempt) {
    for (QString entry : exempt.split(u',', Qt::SkipEmptyParts)) {
        entry = entry.trimmed().toLower();
        if (entry == u"*") {
            return true;
        }
        const QString port = QStringLiteral(":") + QString::number(url.port());
        if (entry.endsWith(port)) {
            entry.chop(port.size());
        }
        while (entry.startsWith(u'.')) {
            entry.remove(0, 1);
        }
        const QString host = url.host().toLower();
        if (!entry.isEmpty() && (host == entry || host.endsWith(u'.' + entry))) {
            return true;
        }
    }
    return false;
}

std::optional<QNetworkProxy> proxyOf(const QString& value) {
    const QUrl url(value.contains(u"://") ? value : QStringLiteral("http://") + value);
    if (!url.isValid() || url.host().isEmpty()) {
        return std::nullopt;
    }
    const bool isSocks = url.scheme().startsWith(u"socks");
    const int port = url.port(isSocks ? 1080 : url.scheme() == u"https" ? 443 : 80);
    return QNetworkProxy(isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy,
                         url.host(), static_cast<quint16>(port), url.userName(QUrl::FullyDecoded),
                         url.password(QUrl::FullyDecoded));
}

class Proxies final : public QNetworkProxyFactory {
public:
    explicit Proxies(quince::Environment environment) : m_environment(std::move(environment)) {}

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override {
        if (const auto proxy = proxyByEnvironment(m_environment, query.url())) {
            return {*proxy};
        }
        return systemProxyForQuery(query);
    }

private:
    quince::Environment m_environment;
};

}  // namespace

std::optional<QNetworkProxy> proxyByEnvironment(const quince::Environment& environment,
                                                const QUrl& url) {
    const QString own = valueOf(environment, url.scheme().toUpper() + QStringLiteral("_PROXY"));
    const QString value = own.isEmpty() ? valueOf(environment, QStringLiteral("ALL_PROXY")) : own;
    if (value.isEmpty()) {
        return std::nullopt;
    }
    if (isExempt(url, valueOf(environment, QStringLiteral("NO_PROXY")))) {
        return QNetworkProxy(QNetworkProxy::NoProxy);
    }
    return proxyOf(value);
}

void useProxies(const quince::Environment& environment) {
    QNetworkProxyFactory::setApplicationProxyFactory(new Proxies(environment));  // Qt's from now on
}

}  // namespace hub
