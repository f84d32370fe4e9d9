import QtQuick
import Kiosk.Theme

// An item or an answer as a card: picture, name, arrow.
Touchable {
    id: root

    property string iconName: choice && choice.kind === "item" ? "items/" + choice.id : Theme.iconOf(choice ? choice.id : "")
    readonly property int pad: Theme.px(26)
    // Its official name stands below what people call it, where there is room.
    readonly property string official: choice && choice.short && choice.short !== choice.label ? choice.label : ""
    readonly property bool both: official !== "" && width > Theme.px(700) && height >= size * 1.5 + Theme.least * 1.5 + Theme.px(12)
    property int size: Theme.label

    text: choice ? choice.short || choice.label : ""
    Accessible.description: [official, choice && choice.officer ? shown.words["find.officer"] : ""].filter(t => t).join(" ")

    background: Panel {
        color: root.down ? Theme.tintDown : Theme.white
        border.color: root.down || root.visualFocus ? Theme.blue : Theme.line
        border.width: root.down || root.visualFocus ? Theme.stroke : Theme.px(2)
    }
    contentItem: Item {
        Rectangle {
            id: tile

            x: root.pad
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(Theme.px(108), root.height - Theme.px(24))
            height: width
            radius: Theme.px(24)
            color: Theme.tint
            visible: root.iconName !== ""

            Icon {
                anchors.centerIn: parent
                edge: Math.round(parent.width * 0.62)
                name: root.iconName
                tone: Theme.blue
            }
        }
        Words {
            id: name

            anchors.left: tile.visible ? tile.right : parent.left
            anchors.leftMargin: root.pad
            anchors.right: arrow.left
            anchors.rightMargin: Theme.px(10)
            y: root.both ? (parent.height - height - under.height) / 2 : Theme.px(8)
            height: root.both ? root.size * 1.5 : parent.height - Theme.px(16)
            verticalAlignment: Text.AlignVCenter
            fit: true
            text: root.text
            font.pixelSize: root.size
            font.bold: true
            color: Theme.navy
            on: Theme.white
        }
        Words {
            id: under

            visible: root.both
            anchors.left: name.left
            anchors.right: name.right
            y: name.y + name.height
            height: Theme.least * 1.5
            verticalAlignment: Text.AlignVCenter
            fit: true
            text: root.official
            font.pixelSize: Theme.type(28)
            color: Theme.soft
            on: Theme.white
        }
        Icon {
            id: arrow

            anchors.right: parent.right
            anchors.rightMargin: root.pad - Theme.px(8)
            anchors.verticalCenter: parent.verticalCenter
            edge: Theme.px(48)
            name: root.choice && root.choice.officer ? "staff" : "chevron"
            tone: Theme.blue
        }
    }
}
