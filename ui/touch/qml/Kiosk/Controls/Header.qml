import QtQuick
import Kiosk.Theme

// The hall's name, and the switches for large type and language.
Rectangle {
    id: root

    readonly property var pills: Theme.low ? [] : shown.always.filter(c => c.id === "elder_mode" || c.kind === "language")

    implicitHeight: Math.max(76, Theme.px((Theme.portrait ? 128 : 100) * (Theme.large ? 1.15 : 1)))
    color: Theme.heroTop

    Rectangle {
        id: emblem

        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.px(84)
        height: width
        radius: width / 2
        color: Theme.gold

        Icon {
            anchors.centerIn: parent
            edge: Math.round(parent.width * 0.66)
            name: "shield"
            tone: Theme.navy
        }
    }
    TextMetrics {
        id: measure

        font.family: Qt.application.font.family
        font.pixelSize: Theme.type(46)
        font.bold: true
        text: shown.hall
    }
    Words {
        visible: !Theme.portrait
        anchors.left: hall.right
        anchors.leftMargin: Theme.px(48)
        anchors.right: switches.left
        anchors.rightMargin: Theme.px(28)
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        horizontalAlignment: Text.AlignRight
        fit: true
        text: shown.subtitle
        font.pixelSize: Theme.small
        color: "#d5e4fb"
        on: Theme.heroTop
    }
    Words {
        id: hall

        anchors.left: emblem.right
        anchors.leftMargin: Theme.px(22)
        width: Math.min(Math.ceil(measure.advanceWidth) + 4, switches.x - x - Theme.px(20))
        anchors.verticalCenter: parent.verticalCenter
        height: parent.height - Theme.px(16)
        verticalAlignment: Text.AlignVCenter
        fit: true
        text: shown.hall
        Accessible.role: Accessible.Heading
        font.pixelSize: Theme.type(46)
        font.bold: true
        color: Theme.white
        on: Theme.heroTop
    }
    Row {
        id: switches

        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.px(20)

        Repeater {
            model: root.pills

            HeaderPill {
                required property var modelData

                choice: modelData
            }
        }
    }
}
