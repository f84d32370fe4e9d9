import QtQuick
import Kiosk.Theme

// A device is lost: one line over the page. What can be done goes on below it.
Rectangle {
    id: root

    property string text: ""

    implicitHeight: Math.max(52, Theme.px(Theme.portrait ? 92 : 72) * (Theme.large ? 1.2 : 1))
    color: Theme.amberTint

    Icon {
        id: sign

        x: Theme.portrait ? Theme.margin : Theme.px(56)
        anchors.verticalCenter: parent.verticalCenter
        edge: Math.min(Theme.px(56), root.height - Theme.px(12))
        name: "alert"
        tone: Theme.amberInk
    }
    Words {
        anchors.left: sign.right
        anchors.leftMargin: Theme.px(20)
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(20)
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        fit: true
        text: root.text
        font.pixelSize: Theme.body
        font.bold: true
        color: Theme.amberInk
        on: Theme.amberTint
        Accessible.role: Accessible.AlertMessage
    }
}
