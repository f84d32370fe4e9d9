import QtQuick
import Kiosk.Theme

// What is shown is training: a frame around every page that nobody overlooks, and that no finger meets.
Item {
    id: root

    property string label: ""
    readonly property color paint: "#f5b301"
    readonly property real edge: Math.max(8, width / 90)

    anchors.fill: parent
    z: 1000

    Rectangle {
        anchors.fill: parent
        color: "transparent"
        border.color: root.paint
        border.width: root.edge
    }

    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.top: parent.top
        width: words.implicitWidth + 4 * root.edge
        height: words.implicitHeight + root.edge
        color: root.paint
        radius: root.edge / 2

        Text {
            id: words

            anchors.centerIn: parent
            text: root.label
            color: "#1a1a1a"
            font.bold: true
            font.pixelSize: Math.max(14, root.width / 40)
        }
    }
}
