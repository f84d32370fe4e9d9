import QtQuick
import Kiosk.Theme

// Keys in a grid. `keys` are what stands on them; `able` those that may follow now; `typed` tells which was touched.
Item {
    id: root

    property var keys: []
    property string able: ""
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
            enabled: root.able.indexOf(modelData) >= 0
            x: (index % root.columns) * (width + root.gap)
            y: Math.floor(index / root.columns) * (height + root.gap)
            width: (root.width - (root.columns - 1) * root.gap) / root.columns
            height: (root.height - (root.rows - 1) * root.gap) / root.rows
            text: modelData
            onClicked: root.typed(modelData)
            background: Panel {
                color: key.down ? Theme.tintDown : key.enabled ? Theme.white : Theme.paper
                raised: key.enabled
                radius: Theme.px(root.columns > 3 ? 16 : 28)
                border.color: key.down ? Theme.blue : Theme.line
            }
            contentItem: Words {
                fit: true
                text: key.text
                font.pixelSize: Theme.type(root.columns > 3 ? 46 : 68)
                font.bold: key.enabled
                color: key.enabled ? Theme.navy : Theme.soft
                on: key.enabled ? Theme.white : Theme.paper
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
            }
        }
    }
}
