import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// You need this: right?
Page {
    id: root

    kicker: ""

    Panel {
        id: sheet

        width: parent.width
        height: Math.min(parent.height, Theme.px(Theme.portrait ? 560 : 420))
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: Theme.portrait ? -Theme.px(40) : 0

        Rectangle {
            id: tile

            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height * 0.12
            width: Math.min(Theme.px(200), parent.height * 0.42)
            height: width
            radius: width * 0.26
            color: Theme.tint

            Icon {
                anchors.centerIn: parent
                edge: Math.round(parent.width * 0.64)
                name: "items/" + (shown.item || "other")
                tone: Theme.blue
            }
        }
        Words {
            anchors.top: tile.bottom
            anchors.topMargin: Theme.px(20)
            x: Theme.px(40)
            width: parent.width - 2 * x
            height: parent.height - y - Theme.px(20)
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignVCenter
            fit: true
            text: shown.subtitle
            font.pixelSize: Theme.type(72)
            font.bold: true
            color: Theme.navy
            on: Theme.white
        }
    }
}
