import QtQuick

// What is shown is training: a frame around every page that nobody overlooks, and that no finger meets.
Item {
    id: root

    property string label: ""
    readonly property color paint: "#f5b301"
    readonly property real edge: Math.max(6, width / 110)

    anchors.fill: parent
    z: 1000

    Rectangle {
        anchors.fill: parent
        color: "transparent"
        border.color: root.paint
        border.width: root.edge
    }

    Rectangle {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        height: 2.9 * root.edge
        color: root.paint

        Text {
            anchors.centerIn: parent
            text: root.label
            color: "#1a1a1a"
            font.bold: true
            font.pixelSize: 1.9 * root.edge
        }
    }
}
