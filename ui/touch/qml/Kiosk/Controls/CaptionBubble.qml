import QtQuick
import Kiosk.Theme

// What 小智 says, as a speech bubble. `tail`: "left" or "top".
Item {
    id: root

    property string text: ""
    property string tail: "left"
    property int size: Theme.body

    Rectangle {
        width: Theme.px(36)
        height: width
        rotation: 45
        color: Theme.white
        x: root.tail === "left" ? -width / 2.2 : root.width / 2 - width / 2
        y: root.tail === "left" ? root.height / 2 - height / 2 : -height / 2.2
    }
    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: Theme.white
    }
    Words {
        anchors.fill: parent
        anchors.leftMargin: Theme.px(32)
        anchors.rightMargin: Theme.px(28)
        anchors.topMargin: Theme.px(12)
        anchors.bottomMargin: Theme.px(12)
        fit: true
        text: root.text
        font.pixelSize: root.size
        font.bold: true
        color: Theme.navy
        on: Theme.white
        verticalAlignment: Text.AlignVCenter
        Accessible.role: Accessible.AlertMessage
    }
}
