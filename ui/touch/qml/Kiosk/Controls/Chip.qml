import QtQuick
import Kiosk.Theme

// A few words with a picture on a coloured ground.
Rectangle {
    id: root

    property string text: ""
    property string iconName: ""
    property color tone: Theme.blue
    property int size: Theme.small
    property real most: 9999

    implicitWidth: Math.min(most, row.implicitWidth + Theme.px(48))
    implicitHeight: words.implicitHeight + Theme.px(18)
    width: implicitWidth
    height: implicitHeight
    radius: Math.min(height / 2, Theme.px(40))
    color: Theme.tint
    visible: text !== ""

    Row {
        id: row

        anchors.centerIn: parent
        spacing: Theme.px(12)

        Icon {
            id: picture

            anchors.verticalCenter: parent.verticalCenter
            edge: Math.round(root.size * 1.2)
            name: root.iconName
            tone: root.tone
        }
        Words {
            id: words

            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, root.most - Theme.px(48) - (picture.visible ? picture.width + Theme.px(12) : 0))
            text: root.text
            font.pixelSize: root.size
            font.bold: true
            color: root.tone
            on: root.color
        }
    }
}
