import QtQuick
import Kiosk.Theme
import Kiosk.Controls

// What is read, for what, and when it is cleared: the law's notice in letters one can read.
Page {
    id: root

    hint: ""
    countsTo: shown.words["counts.begin"] || ""

    Panel {
        id: sheet

        width: parent.width
        height: parent.height - (promises.visible ? promises.height + Theme.gap : 0)

        Words {
            anchors.fill: parent
            anchors.margins: Theme.px(40)
            fit: true
            text: shown.hint
            font.pixelSize: Theme.type(46)
            on: Theme.white
            verticalAlignment: Text.AlignVCenter
        }
    }
    Item {
        id: promises

        visible: root.area.height > Theme.px(560)
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.px(Theme.large ? 250 : 220)

        Repeater {
            model: [["card", "purpose"], ["eraser", "privacy"], ["staff", "officer"]]

            Rectangle {
                required property var modelData
                required property int index

                width: (promises.width - 2 * Theme.gap) / 3
                height: promises.height
                x: index * (width + Theme.gap)
                radius: Theme.radius
                color: Theme.tint

                Icon {
                    id: picture

                    anchors.horizontalCenter: parent.horizontalCenter
                    y: Theme.px(22)
                    edge: Theme.px(72)
                    name: parent.modelData[0]
                    tone: Theme.blue
                }
                Words {
                    anchors.top: picture.bottom
                    x: Theme.px(16)
                    width: parent.width - 2 * x
                    height: parent.height - y - Theme.px(10)
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                    fit: true
                    text: shown.words[parent.modelData[1]] || ""
                    font.pixelSize: Theme.type(34)
                    font.bold: true
                    color: Theme.navy
                    on: Theme.tint
                }
            }
        }
    }
}
