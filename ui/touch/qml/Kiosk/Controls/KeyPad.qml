import QtQuick
import Kiosk.Theme

// Keys in a grid. `keys` are what stands on them; `typed` tells which was touched.
Item {
    id: root

    property var keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", ""]
    property int columns: 3
    readonly property int rows: Math.ceil(keys.length / columns)
    readonly property real gap: Theme.px(columns > 3 ? 14 : 22)

    signal typed(string key)

    Repeater {
        model: root.keys

        Touchable {
            id: key

            required property var modelData
            required property int index

            visible: modelData !== ""
            x: (index % root.columns) * (width + root.gap)
            y: Math.floor(index / root.columns) * (height + root.gap)
            width: (root.width - (root.columns - 1) * root.gap) / root.columns
            height: (root.height - (root.rows - 1) * root.gap) / root.rows
            text: modelData
            onClicked: root.typed(modelData)
            background: Panel {
                color: key.down ? Theme.tintDown : Theme.white
                radius: Theme.px(root.columns > 3 ? 16 : 28)
                border.color: key.down ? Theme.blue : Theme.line
            }
            contentItem: Words {
                fit: true
                text: key.text
                font.pixelSize: Theme.type(root.columns > 3 ? 46 : 68)
                font.bold: true
                color: Theme.navy
                on: Theme.white
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
            }
        }
    }
}
