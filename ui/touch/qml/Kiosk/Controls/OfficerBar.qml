import QtQuick
import Kiosk.Theme

// The head of the officers' pages: who is signed in is always there.
Rectangle {
    id: root

    property string by: ""

    implicitHeight: Math.max(76, Theme.px(120))
    color: Theme.heroTop

    Icon {
        id: sign

        x: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        edge: Theme.px(64)
        name: "staff"
        tone: Theme.gold
    }
    Words {
        anchors.left: sign.right
        anchors.leftMargin: Theme.px(24)
        anchors.right: who.left
        anchors.rightMargin: Theme.px(24)
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        fit: true
        text: shown.title
        font.pixelSize: Theme.type(46)
        font.bold: true
        color: Theme.white
        on: Theme.heroTop
        Accessible.role: Accessible.Heading
    }
    Words {
        id: who

        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        width: Math.min(implicitWidth, parent.width * 0.5)
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        horizontalAlignment: Text.AlignRight
        fit: true
        text: root.by
        font.pixelSize: Theme.body
        color: Theme.gold
        on: Theme.heroTop
    }
}
